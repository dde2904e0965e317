import { generateKeyPairSync, sign } from 'node:crypto';
import { type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import type { Holder } from '../support/engine-holder.ts';
import type { Call } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
}, startMs);

const calls = [
  ['PUT', '/api/v1/account'],
  ['GET', '/api/v1/account'],
  ['PATCH', '/api/v1/account'],
  ['POST', '/api/v1/keys'],
  ['GET', '/api/v1/keys'],
  ['GET', '/api/v1/keys/x'],
  ['PATCH', '/api/v1/keys/x'],
  ['POST', '/api/v1/keys/x/expire'],
  ['DELETE', '/api/v1/keys/x'],
  ['GET', '/api/v1/notices'],
] as const;

it.each(calls)('refuses %s %s without a sign-in, and says how to sign in', async (method, path) => {
  const response = await engine.management({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expectProblem(response, 401, 'unauthenticated');
  expect(response.headers.get('cache-control')).toBe('no-store');
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The token's parts with something changed in them. */
function changed(header: object, payload: object): string {
  const [oldHeader, oldPayload, signature] = holder.idToken.split('.');
  const read = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());
  return `${encode({ ...read(oldHeader), ...header })}.${encode({ ...read(oldPayload), ...payload })}.${signature}`;
}

/** The token signed with a key of our own, which its header brings along. */
function selfSigned(): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const body = changed({ jwk: publicKey.export({ format: 'jwk' }) }, {})
    .split('.')
    .slice(0, 2)
    .join('.');
  return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
}

it('refuses tokens that nobody signed, or somebody else did', async () => {
  const { idToken } = holder;
  const unsigned = changed({ alg: 'none' }, {}).split('.').slice(0, 2).join('.');
  const tokens = [
    '',
    'x',
    'null',
    '..',
    `${idToken}x`,
    idToken.slice(0, -2),
    idToken.split('.').slice(0, 2).join('.'),
    `${unsigned}.`,
    unsigned,
    changed({ alg: 'HS256' }, {}),
    changed({}, { sub: 'somebody-else' }),
    changed({}, { exp: 9_999_999_999 }),
    changed({}, { email: 'victim@example.com' }),
    selfSigned(),
    'a.b.c',
    'a'.repeat(5000),
    `${'a'.repeat(2000)}.${'b'.repeat(2000)}.${'c'.repeat(1000)}`,
  ];
  for (const token of tokens) {
    const response = await engine.management({
      path: '/api/v1/account',
      headers: { authorization: `Bearer ${token}` },
    });
    expectProblem(response, 401, 'unauthenticated');
  }
});

it('keeps a sign-in by an identity provider apart from the password of the same address', async () => {
  const key = await holder.createKey({ name: 'Of the password' });
  const federated = await engine.signIn(holder.email, { verified: true });
  expectProblem(await federated.call('GET', '/api/v1/account'), 404, 'account_not_found');
  const { accountId } = (await federated.ensureAccount()).account;
  const accountOf = async (who: Holder) =>
    (await who.call<{ accountId: string; email: string }>('GET', '/api/v1/account')).body;
  const own = await accountOf(holder);
  expect([accountId === own.accountId, own.email]).toEqual([false, holder.email]);
  expect((await federated.inventory()).map(({ name }) => name)).toEqual(['Default key']);
  expectProblem(await federated.call('DELETE', `/api/v1/keys/${key.accessKey}`), 404, 'key_not_found');
  // The same person comes back to the same account.
  const again = await engine.signIn(holder.email, { verified: true });
  expect((await accountOf(again)).accountId).toBe(accountId);
});

it('refuses a sign-in whose address the identity provider has not verified', async () => {
  const unverified = await engine.signIn('unverified@example.com', { verified: false });
  for (const [method, path] of [
    ['PUT', '/api/v1/account'],
    ['GET', '/api/v1/keys'],
  ] as const) {
    // Without WWW-Authenticate, which API Gateway renames when a function sends it.
    expect(await unverified.call(method, path)).toMatchObject({
      status: 401,
      body: {
        code: 'unauthenticated',
        detail: expect.stringContaining('not verified. Verify it at your identity provider'),
      },
    });
  }
});

it('takes no sign-in from the query, a cookie or the body', async () => {
  const places: Call[] = [
    { path: `/api/v1/account?access_token=${holder.idToken}&authorization=${holder.idToken}` },
    {
      path: '/api/v1/account',
      headers: { cookie: `authorization=Bearer ${holder.idToken}; idToken=${holder.idToken}` },
    },
    { path: '/api/v1/account', headers: { 'x-api-key': holder.idToken } },
  ];
  for (const call of places) expectProblem(await engine.management(call), 401, 'unauthenticated');
});

it('describes the API to everybody', async () => {
  const response = await engine.management<{ openapi: string; paths: Record<string, object> }>({
    path: '/api/v1/openapi.json',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.body.openapi).toMatch(/^3\.1\./);
  const described = Object.entries(response.body.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const promised = calls.map(([method, path]) => `${method} ${path.replace('/x', '/{accessKey}')}`);
  expect(described).toEqual(expect.arrayContaining(promised));
});
