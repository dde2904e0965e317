import { type App, Validations } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { CertificatesStack, needsCertificates } from './certificates-stack.ts';
import { DataStack } from './data-stack.ts';
import { requireGatewayCertificateIn } from './gateway-domain.ts';
import { NoticesStack } from './notices-stack.ts';
import { applyOrganization, organizationProps, requireArnsIn } from './organization.ts';
import { PortalStack } from './portal-stack.ts';
import { absentSender, refuseDeployment } from './sender-rule.ts';
import { ServiceStack } from './service-stack.ts';
import { readSettings } from './settings.ts';
import { recordSettings, settingsParameterName } from './settings-record.ts';
import { WatchStack } from './watch-stack.ts';

/**
 * Adds the stacks of one stage to the app, and the security checks that every synthesis must pass.
 * @param region where it would be deployed to; undefined while that is not known
 * @throws SettingsError if the context has an invalid setting
 */
export function addLatchkey(
  app: App,
  region?: string,
): {
  data: DataStack;
  service: ServiceStack;
  portal: PortalStack;
  notices: NoticesStack;
  watch: WatchStack;
  /** Only if there are certificates to make. */
  certificates: CertificatesStack | undefined;
} {
  const hasSender = Boolean(app.node.tryGetContext('senderEmail'));
  const settings = readSettings(
    (name) =>
      name === 'senderEmail' && !hasSender
        ? absentSender(app.node.tryGetContext('senderDomain'))
        : app.node.tryGetContext(name),
    Object.keys(app.node.getAllContext()),
  );
  requireGatewayCertificateIn(region, settings);
  requireArnsIn(region, settings);
  const name = (part: string) => `Latchkey-${settings.stage}-${part}`;
  // All of them: otherwise a removal of everything takes gateway, portal and sign-in client before it stops at
  // the data.
  const common = {
    terminationProtection: settings.removalProtection,
    ...organizationProps(settings),
  };
  const certificates = needsCertificates(settings)
    ? new CertificatesStack(app, name('Certificates'), {
        settings,
        description: 'Latchkey: certificates that CloudFront and Cognito take only from us-east-1',
        ...common,
      })
    : undefined;
  const data = new DataStack(app, name('Data'), {
    settings,
    description: 'Latchkey: the table of accounts and keys, and the user pool',
    ...common,
  });
  const service = new ServiceStack(app, name('Service'), {
    settings,
    table: data.table,
    userPool: data.userPool,
    description: 'Latchkey: the management API and the gateway',
    ...common,
  });
  const portal = new PortalStack(app, name('Portal'), {
    settings,
    userPool: data.userPool,
    signInUrl: data.signInUrl,
    managementApi: service.managementApi,
    gatewayUrl: service.gatewayUrl,
    description: 'Latchkey: the portal for account holders',
    ...common,
  });
  const notices = new NoticesStack(app, name('Notices'), {
    settings,
    table: data.table,
    portalUrl: portal.portalUrl,
    description: 'Latchkey: emails about expiring keys',
    ...common,
  });
  const watch = new WatchStack(app, name('Watch'), {
    settings,
    table: data.table,
    service,
    notices,
    description: 'Latchkey: alarms and a dashboard',
    ...common,
  });
  // What is adopted is named, not imported.
  for (const stack of [service, portal, notices, watch]) stack.addDependency(data);
  // In the last stack that customers depend on: a failed deployment leaves the record of the one before.
  new StringParameter(notices, 'Settings', {
    parameterName: settingsParameterName(settings.stage),
    description: 'The settings that this stage of Latchkey is deployed with, other than the defaults',
    stringValue: JSON.stringify(recordSettings(settings)),
  });
  applyOrganization(app, data, settings);
  if (!hasSender) {
    const others = certificates ? [certificates] : [];
    refuseDeployment([data, service, portal, notices, watch, ...others], settings.stage);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { data, service, portal, notices, watch, certificates };
}
