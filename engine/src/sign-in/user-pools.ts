import type { Assembly } from '../assembly/assembly.ts';
import type { Resource } from '../assembly/template.ts';

/** A user pool with its clients. */
export interface UserPool {
  readonly id: string;
  readonly arn: string;
  readonly clients: readonly UserPoolClient[];
  readonly providers: readonly IdentityProvider[];
}

export interface UserPoolClient {
  readonly id: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  /** Names of identity providers; `COGNITO` stands for the pool's own people. */
  readonly providerNames: readonly string[];
}

/** A provider that a pool federates to. */
export interface IdentityProvider {
  readonly name: string;
  readonly type: string;
  readonly poolId: string;
  /** What the provider knows the pool as. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** From the pool's attribute to the provider's claim. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Whether the pool's sign-out ends the provider's session. */
  readonly signsOut: boolean;
}

export function readUserPools(assembly: Assembly): UserPool[] {
  const clients = assembly.resources('AWS::Cognito::UserPoolClient');
  const providers = assembly.resources('AWS::Cognito::UserPoolIdentityProvider');
  const ofPool = (resources: readonly Resource[], pool: Resource) =>
    resources.filter((resource) => resource.text('UserPoolId') === pool.physicalName);
  return assembly.resources('AWS::Cognito::UserPool').map((pool) => ({
    id: pool.physicalName,
    arn: pool.attribute('Arn'),
    providers: ofPool(providers, pool).map(readProvider),
    clients: ofPool(clients, pool).map((client) => ({
      id: client.physicalName,
      callbackUrls: client.texts('CallbackURLs'),
      logoutUrls: client.texts('LogoutURLs'),
      providerNames: client.texts('SupportedIdentityProviders'),
    })),
  }));
}

function readProvider(provider: Resource): IdentityProvider {
  const name = provider.text('ProviderName');
  return {
    name,
    type: provider.text('ProviderType'),
    poolId: provider.text('UserPoolId'),
    // By SAML there is none: the stand-in speaks OpenID Connect in its place.
    clientId: provider.optionalText('ProviderDetails.client_id') ?? name,
    scopes: (provider.optionalText('ProviderDetails.authorize_scopes') ?? 'openid email').split(' '),
    mapping: provider.textMap('AttributeMapping'),
    signsOut: provider.optionalText('ProviderDetails.IDPSignout') === 'true',
  };
}
