import { CfnOutput, SecretValue, type Stack } from 'aws-cdk-lib';
import { CfnUserPoolIdentityProvider, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import {
  emailVerifiedClaimOf,
  type IdentityProvider,
  type OidcProvider,
  type SamlProvider,
} from './identity-provider-settings.ts';
import { readMetadataFile } from './saml-metadata.ts';

/** The operator's own provider of sign-ins in the user pool. */
export function addIdentityProvider(
  stack: Stack,
  userPool: IUserPool,
  provider: IdentityProvider,
): CfnUserPoolIdentityProvider {
  const emailVerifiedClaim = emailVerifiedClaimOf(provider);
  return new CfnUserPoolIdentityProvider(stack, 'IdentityProvider', {
    userPoolId: userPool.userPoolId,
    providerName: provider.name,
    providerType: provider.type === 'oidc' ? 'OIDC' : 'SAML',
    providerDetails: provider.type === 'oidc' ? oidcDetails(provider) : samlDetails(provider),
    attributeMapping: {
      email: provider.emailClaim,
      ...(emailVerifiedClaim && { email_verified: emailVerifiedClaim }),
    },
  });
}

/** Outputs of what the provider has to be told about the user pool, in the pool's own stack. */
export function tellProvider(
  stack: Stack,
  userPool: IUserPool,
  provider: IdentityProvider,
  signInUrl: string,
): void {
  const output = (id: string, value: string, description: string) =>
    new CfnOutput(stack, id, { value, description: `For your identity provider: ${description}` });
  if (provider.type === 'oidc') {
    output('SignInRedirectUri', `${signInUrl}/oauth2/idpresponse`, 'its redirect URI');
    return;
  }
  output('SamlAcsUrl', `${signInUrl}/saml2/idpresponse`, 'the assertion consumer service (POST)');
  output('SamlEntityId', `urn:amazon:cognito:sp:${userPool.userPoolId}`, 'the entity ID, or audience');
  if (provider.signOut)
    output('SamlSignOutUrl', `${signInUrl}/saml2/logout`, 'the single logout service (POST)');
}

/** The template names the secret; CloudFormation fetches it when it makes the provider. */
function oidcDetails(provider: OidcProvider): Record<string, string> {
  const { clientSecretName, clientSecretField, clientSecretVersion } = provider;
  const secret = SecretValue.secretsManager(clientSecretName, {
    ...(clientSecretField && { jsonField: clientSecretField }),
    ...(clientSecretVersion && { versionId: clientSecretVersion }),
  });
  return {
    oidc_issuer: provider.issuer,
    client_id: provider.clientId,
    client_secret: secret.unsafeUnwrap(),
    authorize_scopes: provider.scopes.join(' '),
    attributes_request_method: 'GET',
  };
}

function samlDetails({ metadataUrl, metadataFile, signOut }: SamlProvider): Record<string, string> {
  return {
    ...(metadataUrl ? { MetadataURL: metadataUrl } : { MetadataFile: readMetadataFile(metadataFile ?? '') }),
    IDPSignout: String(signOut),
  };
}

/** What the portal has to know of the provider. */
export function describeIdentityProvider({
  identityProvider: provider,
  passwordSignIn,
}: {
  identityProvider?: IdentityProvider | undefined;
  passwordSignIn: boolean;
}): Record<string, string> {
  if (!provider) return {};
  return {
    // Beside passwords, people choose on the sign-in page.
    ...(!passwordSignIn && { identityProvider: provider.name }),
    ...(provider.type === 'oidc' &&
      provider.signOutUrl && {
        identityProviderSignOutUrl: provider.signOutUrl,
        identityProviderClientId: provider.clientId,
      }),
  };
}
