/** How people sign in on this machine. */
export interface LocalSignIn {
  readonly identityProvider: 'oidc' | 'saml' | undefined;
  readonly passwordSignIn: boolean;
}

/** A provider that is nobody's; the engine plays it. */
const address = 'https://provider.local-engine.internal';

const providers = {
  oidc: {
    type: 'oidc',
    name: 'LocalSSO',
    issuer: address,
    clientId: 'latchkey',
    clientSecretName: 'latchkey/local',
    signOutUrl: `${address}/session/end`,
  },
  saml: {
    type: 'saml',
    name: 'LocalSSO',
    metadataUrl: `${address}/metadata`,
    vouchesForEmail: true,
    signOut: true,
  },
} as const;

/** The settings of the app for it, as `name=value`. */
export function signInSettings(signIn: LocalSignIn | undefined): string[] {
  if (!signIn?.identityProvider) return [];
  return [
    `identityProvider=${JSON.stringify(providers[signIn.identityProvider])}`,
    ...(signIn.passwordSignIn ? [] : ['passwordSignIn=false']),
  ];
}
