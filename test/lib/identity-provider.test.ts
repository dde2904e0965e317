import type { Template } from 'aws-cdk-lib/assertions';
import { describeIdentityProvider } from '../../lib/identity-provider.ts';
import { readSettings } from '../../lib/settings.ts';
import { recordSettings } from '../../lib/settings-record.ts';
import { inOwnName, withoutZone } from '../support/own-name.ts';
import { metadataFile, oidcProvider, samlProvider } from '../support/own-sign-in.ts';
import { type Resource, resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;
let oidc: Synthesis;
let saml: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
  oidc = await synthesize(inOwnName);
  saml = await synthesize(withoutZone);
});

const only = (template: Template, type: string): Resource & { id: string; DependsOn?: string[] } => {
  const resources = Object.entries(resourcesOf(template, type));
  expect(resources).toHaveLength(1);
  const [id, resource] = resources[0] as [string, Resource];
  return { id, ...resource };
};
const providerOf = ({ portal }: Synthesis) => only(portal, 'AWS::Cognito::UserPoolIdentityProvider');
const clientOf = ({ portal }: Synthesis) => only(portal, 'AWS::Cognito::UserPoolClient');
const outputs = ({ data, portal }: Synthesis) =>
  JSON.stringify([data, portal].map((stack) => stack.toJSON().Outputs));
const policies = ({ portal }: Synthesis) =>
  Object.values(resourcesOf(portal, 'AWS::CloudFront::ResponseHeadersPolicy')).map(({ Properties }) =>
    JSON.stringify(Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy),
  );

describe('a provider by OpenID Connect', () => {
  it('says who somebody is, and whether the address is verified', () => {
    const { Properties } = providerOf(oidc);
    expect(Properties).toMatchObject({
      ProviderName: 'AcmeSSO',
      ProviderType: 'OIDC',
      AttributeMapping: { email: 'email', email_verified: 'email_verified' },
      ProviderDetails: {
        oidc_issuer: oidcProvider.issuer,
        client_id: oidcProvider.clientId,
        authorize_scopes: 'openid email',
        attributes_request_method: 'GET',
      },
    });
  });

  it('has its secret fetched by CloudFormation: the template only names it', () => {
    expect(providerOf(oidc).Properties.ProviderDetails.client_secret).toBe(
      '{{resolve:secretsmanager:acme/sso:SecretString:clientSecret::}}',
    );
  });

  it('is the only way in if passwords are off', () => {
    expect(clientOf(oidc).Properties.SupportedIdentityProviders).toEqual(['AcmeSSO']);
    expect(clientOf(oidc).DependsOn).toContain(providerOf(oidc).id);
    // Nobody signs up past the provider either.
    const isClosed = ({ data }: Synthesis) =>
      only(data, 'AWS::Cognito::UserPool').Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly;
    expect([isClosed(plain), isClosed(oidc), isClosed(saml)]).toEqual([false, true, false]);
  });

  it('is told the addresses of the domains, and lets the pages call nothing more', () => {
    expect(outputs(oidc)).toContain('"https://login.keys.acme.dev/oauth2/idpresponse"');
    expect(outputs(oidc)).toContain('"https://keys.acme.dev/"');
    expect(outputs(oidc)).not.toContain('saml');
    for (const policy of policies(oidc)) expect(policy).not.toContain('sso.acme.dev');
  });
});

describe('a provider by SAML', () => {
  it('has its metadata in the template, and is beside passwords unless they are off', () => {
    const { Properties } = providerOf(saml);
    expect(Properties).toMatchObject({
      ProviderType: 'SAML',
      // Nothing in an assertion says whether the address is verified: the operator does.
      AttributeMapping: { email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress' },
      ProviderDetails: { MetadataFile: expect.stringContaining('EntityDescriptor'), IDPSignout: 'true' },
    });
    expect(Properties.AttributeMapping.email_verified).toBeUndefined();
    expect(clientOf(saml).Properties.SupportedIdentityProviders).toEqual(['COGNITO', 'AcmeSSO']);
  });

  it('is told where assertions and sign-outs go, and for whom they are', () => {
    for (const part of ['/saml2/idpresponse', 'urn:amazon:cognito:sp:', '/saml2/logout'])
      expect(outputs(saml)).toContain(part);
  });

  it('is vouched for by the functions that take ID tokens, and by no others', () => {
    const vouching = ({ service }: Synthesis) =>
      Object.values(resourcesOf(service, 'AWS::Lambda::Function'))
        .filter(({ Properties }) => Properties.Environment?.Variables.VOUCHED_PROVIDER === 'AcmeSSO')
        .map(({ Properties }) => Properties.Description as string);
    const signedIn = ({ service }: Synthesis) =>
      new Set(
        Object.values(resourcesOf(service, 'AWS::ApiGateway::Method'))
          .filter(({ Properties }) => Properties.AuthorizationType === 'COGNITO_USER_POOLS')
          .map(({ Properties }) => JSON.stringify(Properties.Integration.Uri)),
      ).size;
    expect(vouching(saml)).toHaveLength(signedIn(saml));
    expect([vouching(plain), vouching(oidc)]).toEqual([[], []]);
  });
});

it('nothing has changed without a provider', () => {
  plain.portal.resourceCountIs('AWS::Cognito::UserPoolIdentityProvider', 0);
  expect(clientOf(plain).Properties.SupportedIdentityProviders).toEqual(['COGNITO']);
  expect(outputs(plain)).not.toContain('idpresponse');
});

it('the portal knows where to lead, and what to end', () => {
  const setting = (given: Record<string, unknown>) =>
    describeIdentityProvider(readSettings((name) => ({ senderEmail: 'keys@acme.dev', ...given })[name]));
  const ended = {
    identityProviderSignOutUrl: oidcProvider.signOutUrl,
    identityProviderClientId: oidcProvider.clientId,
  };
  expect(setting({ identityProvider: oidcProvider })).toEqual(ended);
  expect(setting({ identityProvider: oidcProvider, passwordSignIn: false })).toEqual({
    ...ended,
    identityProvider: 'AcmeSSO',
  });
  // Cognito ends it.
  expect([setting({ identityProvider: samlProvider }), setting({})]).toEqual([{}, {}]);
});

describe('the setting', () => {
  const read = (identityProvider: unknown, more: Record<string, unknown> = {}) =>
    readSettings((name) => ({ senderEmail: 'keys@acme.dev', identityProvider, ...more })[name]);

  it('is an object in the file of a stage, or the same as text', () => {
    expect(read(JSON.stringify(oidcProvider)).identityProvider).toEqual(read(oidcProvider).identityProvider);
    expect(read(samlProvider).identityProvider).toMatchObject({ metadataFile, signOut: true });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no https', { issuer: 'http://sso.acme.dev' }, /identityProvider\.issuer: must be the issuer .*http:/],
    ['a slash at the end', { issuer: 'https://sso.acme.dev/' }, /issuer: .*without a slash at the end/],
    [
      'the address of its description',
      { issuer: 'https://sso.acme.dev/.well-known/openid-configuration' },
      /issuer: .*\/\.well-known/,
    ],
    ['a query', { issuer: 'https://sso.acme.dev?a=b' }, /issuer: must/],
    ['a port that Cognito does not reach', { issuer: 'https://sso.acme.dev:8443' }, /issuer: .*port 443/],
    ['a machine of its own', { issuer: 'https://10.0.0.1' }, /issuer: .*public/],
    ['an example', { issuer: 'https://sso.example.com' }, /issuer: must/],
    ['a name that Cognito knows', { name: 'Google' }, /identityProvider\.name: must be 3 to 32 letters/],
    ['scopes without openid', { scopes: ['email'] }, /scopes: must include openid/],
    ['a claim with a space', { emailClaim: 'e mail' }, /emailClaim: must be the name of a claim/],
    ['a field that is not known', { emailClam: 'email' }, /identityProvider\.emailClam: is not known/],
    ['another kind', { type: 'ldap' }, /identityProvider\.type: must have the type oidc or saml/],
    [
      'the word for it twice',
      { vouchesForEmail: true, emailVerifiedClaim: 'v' },
      /must not be set with vouchesForEmail/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => read({ ...oidcProvider, ...change })).toThrow(message);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no metadata', { metadataFile: undefined }, /metadataUrl: must be set, or else metadataFile/],
    [
      'a file that is not there',
      { metadataFile: 'nowhere.xml' },
      /metadataFile: must be a file that can be read/,
    ],
    ['a file that is none', { metadataFile: import.meta.filename }, /metadataFile: must be SAML metadata/],
    [
      'nobody who vouches for addresses',
      { vouchesForEmail: false },
      /vouchesForEmail: must be true if .*SAML has none/,
    ],
  ])('refuses SAML with %s', (_, change, message) => {
    expect(() => read({ ...samlProvider, ...change })).toThrow(message);
  });

  it('refuses to close the only door', () => {
    expect(() => read(undefined, { passwordSignIn: false })).toThrow(
      /passwordSignIn: needs an identityProvider/,
    );
  });

  it('never shows what could be a secret', () => {
    const hush = 'h u s h';
    for (const given of [
      { ...oidcProvider, clientSecret: hush },
      { ...oidcProvider, clientSecretName: hush },
      JSON.stringify({ ...oidcProvider, clientSecret: hush }),
      `{"clientSecret": "${hush}"`,
    ]) {
      expect(() => read(given)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(hush) }),
      );
      expect(() => read(given)).toThrow(/identityProvider/);
    }
    expect(Object.keys(recordSettings(read(oidcProvider)))).toContain('identityProvider');
  });
});
