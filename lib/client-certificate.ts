import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import { CfnClientCertificate, type CfnStage, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SnsPublish } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Alarms } from './alarms.ts';
import { type ClientCertificateSettings, certificateArnForm } from './client-certificate-settings.ts';

/** Has the stage of the API present a certificate to an upstream that asks for one. */
export function presentClientCertificate(
  stack: Stack,
  api: RestApi,
  settings: ClientCertificateSettings,
): void {
  const { upstreamClientCertificate: active, otherUpstreamClientCertificate: other } = settings;
  if (!active) return;
  const ids = new Map(
    [active, other].filter((name) => name !== undefined).map((name) => [name, idOf(stack, name)]),
  );
  const stage = api.deploymentStage.node.defaultChild as CfnStage;
  stage.clientCertificateId = ids.get(active);
}

/** One certificate for each name: a new name is a new certificate, beside the one before. */
function idOf(stack: Stack, name: string): string {
  if (certificateArnForm.test(name)) return name;
  const { ref } = new CfnClientCertificate(stack, `ClientCertificate${name}`, {
    description: `${stack.stackName}, to the upstream: ${name}`,
  });
  new CfnOutput(stack, `ClientCertificate${name}Id`, {
    value: ref,
    description: `For aws apigateway get-client-certificate, which tells what the upstream has to trust: ${name}`,
  });
  return ref;
}

/**
 * Tells of the end of the certificate 30 days before it. ACM counts the days of its own. For those that API Gateway makes,
 * which end 365 days after they were made, AWS has no metric: a message comes when one is made, and again 335 days
 * later.
 */
export function watchClientCertificate(
  stack: Stack,
  alarms: Alarms,
  topic: ITopic,
  { upstreamClientCertificate: name }: ClientCertificateSettings,
): void {
  if (!name) return;
  if (certificateArnForm.test(name)) {
    const days = new Metric({
      namespace: 'AWS/CertificateManager',
      metricName: 'DaysToExpiry',
      dimensionsMap: { CertificateArn: name },
      statistic: Stats.MINIMUM,
      period: Duration.days(1),
    });
    alarms.addBelow(
      'ClientCertificateEnds',
      'The client certificate of the gateway ends within 30 days.',
      days,
      30,
    );
    return;
  }
  new Schedule(stack, `ClientCertificate${name}Ends`, {
    description: `Tells 30 days before the client certificate ${name} ends`,
    schedule: ScheduleExpression.rate(Duration.days(335)),
    target: new SnsPublish(topic, {
      input: ScheduleTargetInput.fromText(
        `${stack.stackName}: the client certificate ${name} of the gateway ends 365 days after it was made. This message comes when it is made, and again 30 days before its end. Runbook: docs/runbook.md, article ClientCertificateEnds.`,
      ),
    }),
  });
}
