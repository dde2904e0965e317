import { join } from 'node:path';

/** The file of a SAML provider's metadata; its certificate lasts a century. */
export const metadataFile = join(import.meta.dirname, 'saml-metadata.xml');

/** An operator's own provider of sign-ins, by OpenID Connect. */
export const oidcProvider = {
  type: 'oidc',
  name: 'AcmeSSO',
  issuer: 'https://sso.acme.dev/tenant',
  clientId: 'latchkey-client',
  clientSecretName: 'acme/sso',
  clientSecretField: 'clientSecret',
  signOutUrl: 'https://sso.acme.dev/tenant/logout',
} as const;

/** By SAML, which says of no address whether it is verified. */
export const samlProvider = {
  type: 'saml',
  name: 'AcmeSSO',
  metadataFile,
  vouchesForEmail: true,
  signOut: true,
} as const;
