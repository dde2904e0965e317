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
