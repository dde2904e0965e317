import { readFileSync } from 'node:fs';
import { DescribeSecretCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { metadataFile, oidcProvider, samlProvider } from '../support/own-sign-in.ts';
import { ask, denied, playCompleteAccount, secrets, web } from './preflight-account.ts';

playCompleteAccount();

const described = {
  issuer: oidcProvider.issuer,
  authorization_endpoint: 'https://sso.acme.dev/authorize',
  token_endpoint: 'https://sso.acme.dev/token',
  userinfo_endpoint: 'https://sso.acme.dev/userinfo',
  jwks_uri: 'https://sso.acme.dev/keys',
  end_session_endpoint: oidcProvider.signOutUrl,
  claims_supported: ['sub', 'email', 'email_verified'],
};
const answer = (body: object | string) =>
  web.mockResolvedValue(new Response(typeof body === 'string' ? body : JSON.stringify(body)));

async function findings(provider: object) {
  const all = await ask(['-c', `identityProvider=${JSON.stringify(provider)}`]);
  return all.filter(({ topic }) => topic === 'Identity provider' || topic === 'Client secret');
}
const troubles = async (provider: object) => (await findings(provider)).filter(({ level }) => level !== 'ok');

it('finds a provider in order that answers as its issuer, and the secret of its client', async () => {
  answer({ ...described, issuer: `${oidcProvider.issuer}/` });
  expect(await findings(oidcProvider)).toMatchObject([
    { level: 'ok', what: 'AcmeSSO answers as https://sso.acme.dev/tenant/.' },
    { level: 'ok', what: 'acme/sso is there.' },
  ]);
  expect(web.mock.calls.map(([url]) => url)).toEqual([
    'https://sso.acme.dev/tenant/.well-known/openid-configuration',
  ]);
});

const failure = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code }) });
it.each([
  [failure('ENOTFOUND'), 'has a name that DNS does not know (ENOTFOUND)'],
  [failure('ECONNREFUSED'), 'refuses the connection (ECONNREFUSED)'],
  [failure('DEPTH_ZERO_SELF_SIGNED_CERT'), 'has no certificate that is trusted'],
  [failure('EPIPE'), 'does not answer (EPIPE)'],
  [Object.assign(new Error(), { name: 'TimeoutError' }), 'does not answer within 10 seconds'],
])('stops at one that can’t be reached: %s', async (error, what) => {
  web.mockRejectedValue(error);
  const [finding] = await troubles(oidcProvider);
  expect(finding).toMatchObject({
    level: 'stop',
    what: expect.stringContaining(what),
    action: expect.stringContaining('identityProvider.issuer is not the issuer'),
  });
});

it.each<[string, object | string, object]>([
  ['is no JSON', '<html>', { what: expect.stringContaining('is no JSON') }],
  [
    'describes nothing',
    {},
    { what: expect.stringMatching(/lacks .*: issuer, authorization_endpoint, token/) },
  ],
  [
    'goes by http',
    { ...described, jwks_uri: 'http://a.dev' },
    { what: expect.stringMatching(/by https: jwks_uri\./) },
  ],
  [
    'is somebody else',
    { ...described, issuer: 'https://sso.acme.dev' },
    { action: 'Set identityProvider.issuer to https://sso.acme.dev.' },
  ],
  [
    'knows no client_secret_post',
    { ...described, token_endpoint_auth_methods_supported: ['private_key_jwt'] },
    { what: expect.stringContaining('private_key_jwt') },
  ],
])('stops at one that %s', async (_, body, finding) => {
  answer(body);
  expect(await troubles(oidcProvider)).toMatchObject([{ level: 'stop', ...finding }]);
});

it('stops at a status that is none of success', async () => {
  web.mockResolvedValue(new Response('', { status: 404 }));
  expect(await troubles(oidcProvider)).toMatchObject([
    { level: 'stop', what: expect.stringContaining('answers with the status 404') },
  ]);
});

it('warns of claims and scopes that it does not list, and of a session that a sign-out leaves', async () => {
  answer({ ...described, scopes_supported: ['openid'] });
  const { signOutUrl, ...others } = oidcProvider;
  expect(await troubles({ ...others, emailVerifiedClaim: 'mail_ok' })).toMatchObject([
    { level: 'warning', what: 'It does not list the claim mail_ok.' },
    { level: 'warning', what: 'It does not list the scope email.' },
    { level: 'warning', action: `Set identityProvider.signOutUrl to ${signOutUrl}.` },
  ]);
});

it('stops at a secret that is not there, in another region, going, or of another version', async () => {
  const missing = new ResourceNotFoundException({ message: 'none', $metadata: {} });
  const judge = async (change: object = {}) => {
    answer(described);
    return (await troubles({ ...oidcProvider, ...change })).map(({ level, what }) => [level, what]);
  };
  secrets.on(DescribeSecretCommand).rejects(missing);
  expect(await judge()).toEqual([['stop', 'There is no secret acme/sso in eu-central-1.']]);
  secrets.on(DescribeSecretCommand).resolves({ DeletedDate: new Date() });
  expect(await judge()).toEqual([['stop', 'acme/sso is about to be deleted.']]);
  secrets.on(DescribeSecretCommand).resolves({ VersionIdsToStages: {} });
  const clientSecretVersion = 'a'.repeat(32);
  expect(await judge({ clientSecretVersion })).toEqual([
    ['stop', `acme/sso has no version ${clientSecretVersion}.`],
  ]);
  const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:sso-AbCdEf';
  expect(await judge({ clientSecretName: arn })).toEqual([['stop', `${arn} is in us-east-1.`]]);
  secrets.on(DescribeSecretCommand).rejects(denied);
  expect(await judge()).toEqual([['warning', expect.stringContaining('AWS refused')]]);
});

describe('metadata by SAML', () => {
  const { metadataFile: _, ...unsourced } = samlProvider;
  const byUrl = { ...unsourced, metadataUrl: 'https://sso.acme.dev/metadata' };
  const metadata = readFileSync(metadataFile, 'utf8');
  const withoutSignOut = metadata.replace(/<md:SingleLogoutService.*\/>/, '');

  it('is in order, from a file or an address', async () => {
    answer(metadata);
    for (const provider of [samlProvider, byUrl]) {
      expect(await findings(provider)).toMatchObject([
        {
          level: 'ok',
          what: expect.stringMatching(/^AcmeSSO is https:\/\/sso\.acme\.dev\/saml, .*until 2126-/),
        },
      ]);
    }
    expect(web.mock.calls.map(([url]) => url)).toEqual([byUrl.metadataUrl]);
  });

  it('stops what is none, and warns of a sign-out that it lacks', async () => {
    answer('<html/>');
    expect(await troubles(byUrl)).toMatchObject([
      { level: 'stop', what: expect.stringContaining('metadata must be SAML metadata') },
    ]);
    answer(withoutSignOut);
    expect(await troubles(byUrl)).toMatchObject([
      { level: 'warning', what: expect.stringContaining('SingleLogoutService') },
    ]);
  });

  it.each([
    ['2126-11-01', 'warning', 'ends'],
    ['2127-01-01', 'stop', 'ended'],
  ])('looks at %s for a certificate that ends: %s', async (now, level, word) => {
    jest.useFakeTimers({ now: new Date(now), doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
    try {
      expect(await troubles(samlProvider)).toMatchObject([
        { level, what: expect.stringMatching(new RegExp(`^Its certificate ${word} on 2126-`)) },
      ]);
    } finally {
      jest.useRealTimers();
    }
  });
});
