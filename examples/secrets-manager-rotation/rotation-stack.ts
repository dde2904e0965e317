import { fileURLToPath } from 'node:url';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface RotationStackProps extends StackProps {
  /** The whole ARN of the secret, in the same AWS account and region as this stack. */
  secretArn: string;
  /** Where the API with the key is, such as https://api.example.com. */
  gatewayUrl: string;
  /** 2 to 1000: longer than the overlap of a day and the time that your programs take to read the secret again. */
  everyDays: number;
  /** Is told when a rotation fails. */
  email: string;
}

/** Rotates an API key that is kept in Secrets Manager, on a schedule. */
export class RotationStack extends Stack {
  constructor(scope: Construct, id: string, props: RotationStackProps) {
    super(scope, id, props);
    const { secretArn, gatewayUrl, everyDays, email } = props;

    const rotation = new NodejsFunction(this, 'Function', {
      entry: fileURLToPath(new URL('rotation-function.ts', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      environment: { GATEWAY_URL: gatewayUrl },
      timeout: Duration.seconds(30),
      logGroup: new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS }),
    });
    rotation.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [secretArn],
      }),
    );
    rotation.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: this.account,
    });

    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: secretArn,
      rotationLambdaArn: rotation.functionArn,
      rotationRules: { automaticallyAfterDays: everyDays },
      // Deploying this tests the key, and rotates nothing.
      rotateImmediatelyOnUpdate: false,
    });
    // Secrets Manager calls the function as soon as there is a schedule.
    schedule.node.addDependency(rotation);

    const topic = new Topic(this, 'Failures', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    // A topic with a policy of its own, for TLS, no longer lets every alarm of the AWS account publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const alarm = new Alarm(this, 'Failed', {
      metric: rotation.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription:
        'A step of the rotation of an API key failed. Programs go on with the secret that they have.',
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}
