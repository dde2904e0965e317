import { formatToken } from '../../lambdas/core/token.ts';
import { apiKey, basic, bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { type ApiResponse, sendRaw } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let key: NewKeyBody;
let other: NewKeyBody;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
  [key, other] = [await holder.createKey(), await holder.createKey()];
}, startMs);

type Pairs = [string, string][];

/** Changes the character at this place to another one of the same kind. */
const altered = (text: string, at: number) => {
  const place = at < 0 ? text.length + at : at;
  return `${text.slice(0, place)}${text[place] === 'x' ? 'y' : 'x'}${text.slice(place + 1)}`;
};

it('returns credentials_missing without a credential, at any path and by any method', async () => {
  const none: Pairs[] = [
    [],
    [['authorization', '']],
    [['x-api-key', '']],
    [
      ['authorization', ' '],
      ['x-api-key', ' '],
    ],
  ];
  for (const headers of none) expectProblem(await engine.whoami(headers), 401, 'credentials_missing');
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/a/b?c=d'],
    ['DELETE', `/x?token=${key.token}`],
  ] as const) {
    expectProblem(await engine.gateway({ method, path }), 401, 'credentials_missing');
  }
});

it('refuses as malformed whatever has not the form of a credential', async () => {
  const { token, accessKey, secretKey } = key;
  const tokens = [
    token.slice(0, -1),
    `${token}0`,
    altered(token, -1),
    altered(token, -10),
    altered(token, 5),
    token.replace('lk_', 'kl_'),
    token.replace('lk_', 'LK_'),
    token.replace('lk_', ''),
    token.replaceAll('_', '-'),
    token.toLowerCase() === token ? token.toUpperCase() : token.toLowerCase(),
    `${token} ${token}`,
    `"${token}"`,
    `${token},`,
    'lk_',
    secretKey,
    accessKey,
    'a'.repeat(5000),
    `lk_${'a'.repeat(5000)}`,
    '__proto__',
    'null',
  ];
  for (const text of tokens) {
    expectProblem(await engine.whoami(bearer(text)), 401, 'credentials_malformed');
    expectProblem(await engine.whoami(apiKey(text)), 401, 'credentials_malformed');
  }
});

it('refuses as malformed other schemes, and what Basic does not mean', async () => {
  const { token, accessKey, secretKey } = key;
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const values = [
    token,
    'Bearer',
    `Token ${token}`,
    `Bearer: ${token}`,
    `Bearer Bearer ${token}`,
    `Digest username="${accessKey}"`,
    'Basic',
    'Basic !!!',
    `Basic ${encode('')}`,
    `Basic ${encode(accessKey)}`,
    `Basic ${encode(`${accessKey}:`)}`,
    `Basic ${encode(`:${secretKey}`)}`,
    `Basic ${encode(`${accessKey}:${secretKey}:`)}`,
    `Basic ${encode(`${accessKey}:${secretKey}\n`)}`,
    `Basic ${encode(`${accessKey}\0:${secretKey}`)}`,
    `Basic ${encode(`user:${token}`)}`,
    `Basic ${encode('ü:\ud83d\udd11')}`,
    `Basic ${accessKey}:${secretKey}`,
    `Basic ${encode('a'.repeat(3700))}`,
  ];
  for (const authorization of values) {
    expectProblem(await engine.whoami({ authorization }), 401, 'credentials_malformed');
  }
});

it('says what is wrong with a credential where it can tell', async () => {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const pair = encode(`${key.accessKey}:${key.secretKey}`);
  const explained: [string, RegExp][] = [
    [key.token, /no scheme/],
    [`Basic ${encode(`${key.token}:`)}`, /not the token/],
    [`Basic ${encode(`user:${key.token}`)}`, /not the token/],
    [`Basic ${pair.slice(0, 10)}%${pair.slice(10)}`, /not base64/],
    [`Basic "${pair}"`, /not base64/],
    [`Basic ${pair}junk`, /not base64/],
    ['Bearer x', /whole token/],
  ];
  for (const [authorization, detail] of explained) {
    const problem = expectProblem(await engine.whoami({ authorization }), 401, 'credentials_malformed');
    expect(problem.detail).toMatch(detail);
  }
});

it('takes schemes and header names in any case', async () => {
  const { authorization } = basic(key.accessKey, key.secretKey);
  const forms: Record<string, string>[] = [
    { AUTHORIZATION: `BEARER ${key.token}` },
    { Authorization: `bEaReR ${key.token}` },
    { 'X-API-Key': key.token },
    { 'X-aPi-KeY': ` ${key.token} ` },
    { authorization: authorization.replace('Basic', 'bASIC') },
  ];
  for (const headers of forms)
    expect(wanted(await engine.whoami(headers), 200).accessKey).toBe(key.accessKey);
});

it('refuses two different credentials, in whatever places they are, and takes the same one twice', async () => {
  const [mine, theirs] = [bearer(key.token).authorization, bearer(other.token).authorization];
  const both = basic(key.accessKey, key.secretKey).authorization;
  const different: Pairs[] = [
    [
      ['authorization', mine],
      ['x-api-key', other.token],
    ],
    [
      ['authorization', mine],
      ['Authorization', theirs],
    ],
    [
      ['x-api-key', key.token],
      ['X-Api-Key', other.token],
    ],
    [
      ['authorization', both],
      ['x-api-key', other.token],
    ],
    [
      ['authorization', mine],
      ['x-api-key', 'garbage'],
    ],
    [
      ['authorization', 'garbage'],
      ['x-api-key', key.token],
    ],
    [
      ['authorization', mine],
      ['authorization', 'Basic garbage'],
    ],
  ];
  for (const headers of different) expectProblem(await engine.whoami(headers), 401, 'credentials_malformed');
  const same: Pairs[] = [
    [
      ['authorization', mine],
      ['x-api-key', key.token],
    ],
    [
      ['authorization', both],
      ['x-api-key', key.token],
    ],
    [
      ['authorization', mine],
      ['authorization', mine],
    ],
  ];
  for (const headers of same) expect(wanted(await engine.whoami(headers), 200).accessKey).toBe(key.accessKey);
});

it('returns the same for an unknown access key, a wrong secret and a deleted key', async () => {
  const deleted = await holder.createKey();
  wanted(await holder.call('DELETE', `/api/v1/keys/${deleted.accessKey}`), 204);
  const credentials = [
    { accessKey: key.accessKey, secretKey: other.secretKey },
    { accessKey: key.accessKey, secretKey: altered(key.secretKey, 0) },
    { accessKey: altered(key.accessKey, -1), secretKey: key.secretKey },
    { accessKey: altered(key.accessKey, 0), secretKey: key.secretKey },
    { accessKey: '0'.repeat(24), secretKey: '0'.repeat(30) },
    { accessKey: deleted.accessKey, secretKey: deleted.secretKey },
    { accessKey: deleted.accessKey, secretKey: key.secretKey },
  ];
  const seen = new Set<string>();
  for (const credential of credentials) {
    const token = formatToken('lk', credential);
    for (const headers of [bearer(token), apiKey(token), basic(credential.accessKey, credential.secretKey)]) {
      const response = await engine.whoami(headers);
      expectProblem(response, 401, 'key_invalid');
      seen.add(withoutRequest(response));
    }
  }
  expect(seen.size).toBe(1);
});

it('tells that a key has expired to nobody but who has its secret, and how to extend it', async () => {
  const expired = await holder.createKey();
  wanted(await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`), 200);
  const problem = expectProblem(await engine.whoami(bearer(expired.token)), 401, 'key_expired');
  expect(problem.detail).toMatch(/expiration date|expiresAt/);
  const guess = await engine.whoami(basic(expired.accessKey, key.secretKey));
  expectProblem(guess, 401, 'key_invalid');
  const unknown = await engine.whoami(basic('0'.repeat(24), key.secretKey));
  expect(withoutRequest(guess)).toBe(withoutRequest(unknown));
});

it('offers both schemes with every refusal, and lets nothing be cached', async () => {
  const responses = [
    await engine.whoami([]),
    await engine.whoami(bearer('x')),
    await engine.whoami(basic('0'.repeat(24), '0'.repeat(30))),
  ];
  for (const response of responses) {
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic .*, Bearer /);
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
});

it('never repeats a credential in its refusal', async () => {
  const expired = await holder.createKey();
  wanted(await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`), 200);
  for (const token of [
    expired.token,
    altered(key.token, -1),
    formatToken('lk', { ...key, secretKey: other.secretKey }),
  ]) {
    const response = await engine.whoami(bearer(token));
    expect(response.status).toBe(401);
    expect(response.text + JSON.stringify([...response.headers])).not.toContain(token.slice(28));
  }
});

it('refuses bytes that are no text in a credential, and goes on', async () => {
  const request = (value: Buffer) =>
    Buffer.concat([
      Buffer.from(
        'GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ',
      ),
      value,
      Buffer.from('\r\n\r\n'),
    ]);
  const odd = [
    Buffer.from([0xff, 0xfe, 0x80]),
    Buffer.from('ключ🔑'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('a\tb'),
  ];
  for (const value of odd) {
    const response = await sendRaw(engine.gatewayPort, request(value));
    expect(response).toMatch(/^HTTP\/1\.1 401 /);
    expect(response).toContain('"credentials_malformed"');
  }
  // HTTP itself forbids these, so no authorizer gets to see them.
  for (const value of [Buffer.from([0]), Buffer.from('a\rb')]) {
    expect(await sendRaw(engine.gatewayPort, request(value))).toMatch(/^HTTP\/1\.1 400 /);
  }
  expect((await engine.whoami(bearer(key.token))).status).toBe(200);
});

function withoutRequest(response: ApiResponse): string {
  const headers = [...response.headers].filter(
    ([name]) => !['date', 'x-amzn-requestid', 'x-amzn-trace-id'].includes(name),
  );
  return JSON.stringify({
    status: response.status,
    headers,
    body: { ...(response.body as object), requestId: '' },
  });
}
