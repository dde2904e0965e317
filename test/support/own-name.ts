import { oidcProvider, samlProvider } from './own-sign-in.ts';

const globalArn = 'arn:aws:acm:us-east-1:111122223333:certificate';

/** All that an operator can put under a name of their own, with the certificates that the deployment has made. */
export const inOwnName = {
  gatewayDomain: 'api.acme.dev',
  portalDomain: 'keys.acme.dev',
  signInDomain: 'login.keys.acme.dev',
  portalCertificateArn: `${globalArn}/portal`,
  signInCertificateArn: `${globalArn}/sign-in`,
  hostedZoneId: 'Z0123456789ABCDEF',
  disableExecuteApiEndpoint: true,
  upstreamUrl: 'https://upstream.acme.dev',
  upstreamClientCertificate: '2027',
  otherUpstreamClientCertificate: '2026',
  brandName: 'Acme',
  identityProvider: oidcProvider,
  passwordSignIn: false,
};

/** All that the rules of an organization may ask for, on top. */
export const inOrganization = {
  ...inOwnName,
  tags: { team: 'api', 'cost-center': '42' },
  permissionsBoundary: 'acme-boundary',
  tableKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-4222-8333-444455556666',
  logKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-0a1b2c3d111142228333444455556666',
  firewall: true,
  portalFirewallArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/portal/a1b2',
  tracing: true,
  termsUrl: 'https://acme.dev/terms',
  alarmEmail: 'ops@acme.dev',
  senderDomain: 'acme.dev',
  gatewayAllowedOrigins: ['https://app.acme.dev'],
};

/** A table that was restored, and a pool that a removal of the stacks left. */
export const adopted = {
  existingTableName: 'restored',
  existingUserPoolId: 'eu-west-1_AbCdEfGhI',
};

/** The same at a DNS provider elsewhere. */
export const withoutZone = {
  gatewayDomain: 'api.acme.dev',
  gatewayCertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/gateway',
  portalDomain: 'keys.acme.dev',
  portalCertificateArn: inOwnName.portalCertificateArn,
  upstreamUrl: 'https://upstream.acme.dev',
  upstreamClientCertificate: 'arn:aws:acm:eu-west-1:111122223333:certificate/client',
  identityProvider: samlProvider,
};
