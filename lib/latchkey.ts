import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { DataStack } from './data-stack.ts';
import { NoticesStack } from './notices-stack.ts';
import { PortalStack } from './portal-stack.ts';
import { ServiceStack } from './service-stack.ts';
import { readSettings } from './settings.ts';

/**
 * Adds the stacks of one stage to the app, and the security checks that every synthesis must pass.
 * @throws SettingsError if the context has an invalid setting
 */
export function addLatchkey(app: App): {
  data: DataStack;
  service: ServiceStack;
  portal: PortalStack;
  notices: NoticesStack;
} {
  const settings = readSettings(
    (name) => app.node.tryGetContext(name),
    Object.keys(app.node.getAllContext()),
  );
  const name = (part: string) => `Latchkey-${settings.stage}-${part}`;
  // All of them: otherwise a removal of everything takes gateway, portal and sign-in client before it stops at
  // the data.
  const protection = { terminationProtection: settings.removalProtection };
  const data = new DataStack(app, name('Data'), {
    settings,
    description: 'Latchkey: the table of accounts and keys, and the user pool',
    ...protection,
  });
  const service = new ServiceStack(app, name('Service'), {
    settings,
    table: data.table,
    userPool: data.userPool,
    description: 'Latchkey: the management API and the gateway',
    ...protection,
  });
  const portal = new PortalStack(app, name('Portal'), {
    settings,
    userPool: data.userPool,
    signInUrl: data.signInUrl,
    managementApi: service.managementApi,
    gatewayUrl: service.gatewayApi.url,
    description: 'Latchkey: the portal for account holders',
    ...protection,
  });
  const notices = new NoticesStack(app, name('Notices'), {
    settings,
    table: data.table,
    portalUrl: portal.portalUrl,
    description: 'Latchkey: emails about expiring keys',
    ...protection,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { data, service, portal, notices };
}
