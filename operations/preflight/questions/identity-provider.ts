import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Settings } from '../../../lib/settings.ts';
import type { Question } from '../finding.ts';
import { askClientSecret } from './client-secret.ts';
import { askOidcProvider } from './oidc-provider.ts';
import { askSamlProvider } from './saml-provider.ts';

/** Whom to ask about the operator's own provider. */
export interface ProviderSources {
  secrets: SecretsManagerClient;
  /** Reaches the provider. */
  web: typeof fetch;
}

/** All about the operator's own provider of sign-ins; nothing without one. */
export function askIdentityProvider(
  { secrets, web }: ProviderSources,
  { identityProvider: provider }: Pick<Settings, 'identityProvider'>,
  region: string,
): Question[] {
  if (!provider) return [];
  if (provider.type === 'saml') return [askSamlProvider(provider, web, new Date())];
  return [askOidcProvider(provider, web), askClientSecret(secrets, provider, region)];
}
