import { gzipSync } from 'node:zlib';
import {
  apiKey,
  basic,
  bearer,
  type EngineClient,
  emptyEngine,
  sharedUpstreamPort,
  startMs,
} from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let engine: EngineClient;
let key: NewKeyBody;
let holder: Holder;
let accountId: string;

beforeAll(async () => {
  upstream = await Upstream.start(await sharedUpstreamPort());
  engine = await emptyEngine();
  holder = await engine.newPerson();
  accountId = (await holder.ensureAccount()).account.accountId;
  key = await holder.createKey();
}, startMs);
afterAll(async () => {
  await upstream?.stop();
  await engine?.reset();
});
beforeEach(() => upstream.respond());

it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
  'passes %s on as it is',
  async (method) => {
    const response = await engine.gateway({ method, path: '/orders/7', headers: bearer(key.token) });
    expect(response.status).toBe(200);
    expect(response.text).toBe(method === 'HEAD' ? '' : '{"from":"upstream"}');
    expect([upstream.last.method, upstream.last.target]).toEqual([method, '/orders/7']);
  },
);

it.each([
  '/',
  '/?a=1',
  // Not '/v1/': the gateway's own folder has one address, and passes it on as '/v1'.
  '/v1',
  '/v1/other',
  '/v1/whoami/more',
  '/v1/whoamI',
  '/V1/whoami',
  '/a/b/c.json',
  '/a%20b/%C3%BC/%F0%9F%94%91',
  '/a%2Fb/%3Fq',
  '/a+b;c=d,e:f@g!$&()*~',
  '/a//b',
  '/.well-known/thing',
  '/proxy/{proxy+}'.replaceAll('{', '%7B').replaceAll('}', '%7D'),
  '/search?q=a%20b+c&q=d&empty=&bare&%C3%BC=%26%3D&x=1;y=2',
  '/search?b=2&a=1&b=1',
  '/search?',
])('passes the path and query %s on, byte for byte', async (path) => {
  const response = await engine.gateway({ path, headers: bearer(key.token) });
  expect(response.status).toBe(200);
  expect(upstream.last.target.replace(/\?$/, '')).toBe(path.replace(/\?$/, ''));
});

it('passes a path on without the slash at its end, as API Gateway does', async () => {
  expect((await engine.gateway({ path: '/orders/', headers: bearer(key.token) })).status).toBe(200);
  expect(upstream.last.target).toBe('/orders');
});

it('serves whoami itself, by GET only', async () => {
  const before = upstream.received.length;
  const response = await engine.gateway({ method: 'POST', path: '/v1/whoami', headers: bearer(key.token) });
  expectProblem(response, 404, 'not_found');
  expect((await engine.whoami(bearer(key.token))).body).toMatchObject({ accessKey: key.accessKey });
  expect(upstream.received.length).toBe(before);
});

it('passes headers on, each of its values, and its own host', async () => {
  await engine.gateway({
    path: '/headers',
    headers: [
      ['authorization', `Bearer ${key.token}`],
      ['x-many', 'one'],
      ['X-Many', 'two'],
      ['accept', 'text/csv'],
      ['user-agent', 'till/1.0 (ключ)'.replace('ключ', 'key')],
      ['cookie', 'a=1; b=2'],
      ['x-empty', ''],
      ['if-none-match', 'W/"7"'],
      ['content-language', 'de'],
    ],
  });
  expect(upstream.lastValues('x-many').join(', ')).toBe('one, two');
  expect(upstream.lastValues('accept')).toEqual(['text/csv']);
  expect(upstream.lastValues('user-agent')).toEqual(['till/1.0 (key)']);
  expect(upstream.lastValues('cookie')).toEqual(['a=1; b=2']);
  expect(upstream.lastValues('if-none-match')).toEqual(['W/"7"']);
  expect(upstream.lastValues('content-language')).toEqual(['de']);
  expect(upstream.lastValues('host')).toEqual([new URL(upstream.url).host]);
});

it('passes any body on, byte for byte, whatever type it has', async () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const large = Buffer.alloc(9_000_000, all);
  const types = [
    'application/octet-stream',
    'application/json',
    'text/plain; charset=utf-8',
    'image/png',
    undefined,
  ];
  for (const type of types) {
    const headers = { ...bearer(key.token), ...(type !== undefined && { 'content-type': type }) };
    await engine.gateway({ method: 'POST', path: '/bytes', headers, body: all });
    expect(upstream.last.body.equals(all)).toBe(true);
    expect(upstream.lastValues('content-type')).toEqual(type === undefined ? [] : [type]);
  }
  await engine.gateway({ method: 'PUT', path: '/large', headers: bearer(key.token), body: large });
  expect(upstream.last.body.equals(large)).toBe(true);
  await engine.gateway({ method: 'DELETE', path: '/one', headers: bearer(key.token), body: 'why' });
  expect(upstream.last.body.toString()).toBe('why');
});

it('refuses a body of more than 10 MB before it reaches the upstream', async () => {
  const before = upstream.received.length;
  const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
  const response = await engine.gateway({ method: 'POST', path: '/large', headers: bearer(key.token), body });
  expectProblem(response, 413, 'payload_too_large');
  expect(upstream.received.length).toBe(before);
});

it('tells the upstream which account and key called, and when the key ends', async () => {
  await engine.gateway({ path: '/who', headers: apiKey(key.token) });
  expect(upstream.lastValues('x-latchkey-account-id')).toEqual([accountId]);
  expect(upstream.lastValues('x-latchkey-access-key')).toEqual([key.accessKey]);
  expect(upstream.lastValues('x-latchkey-expires-at')).toEqual([key.expiresAt ?? 'never']);
});

it('refuses a client that names account or key itself, before the upstream', async () => {
  const before = upstream.received.length;
  for (const name of [
    'x-latchkey-account-id',
    'X-Latchkey-Account-Id',
    'X-LATCHKEY-ACCESS-KEY',
    'x_latchkey_account_id',
    'X_Latchkey-Anything',
  ]) {
    const headers: [string, string][] = [
      ['x-api-key', key.token],
      [name, 'forged'],
    ];
    expectProblem(await engine.gateway({ path: '/who', headers }), 401, 'header_reserved');
  }
  expect(upstream.received.length).toBe(before);
});

it('keeps the secret from the upstream, in whatever header and case it came', async () => {
  const { authorization } = basic(key.accessKey, key.secretKey);
  const forms: Record<string, string>[] = [
    bearer(key.token),
    apiKey(key.token),
    { authorization },
    { AUTHORIZATION: `bearer ${key.token}`, 'X-API-KEY': key.token },
    { aUtHoRiZaTiOn: authorization, 'x-Api-Key': key.token },
  ];
  for (const headers of forms) {
    expect((await engine.gateway({ path: '/secret', headers })).status).toBe(200);
    const sent = JSON.stringify(upstream.last.headers);
    for (const secret of [key.secretKey, authorization.slice(6)]) expect(sent).not.toContain(secret);
    expect([...upstream.lastValues('authorization'), ...upstream.lastValues('x-api-key')].join('')).toBe('');
  }
  // The same one twice is one credential: neither copy may pass.
  const twice: [string, string][] = [
    ['authorization', `Bearer ${key.token}`],
    ['Authorization', `Bearer ${key.token}`],
  ];
  expect((await engine.gateway({ path: '/secret', headers: twice })).status).toBe(200);
  expect(JSON.stringify(upstream.last.headers)).not.toContain(key.secretKey);
});

it('does not let a client take headers away by naming them in Connection', async () => {
  const headers: [string, string][] = [
    ['authorization', `Bearer ${key.token}`],
    ['connection', 'close, x-latchkey-account-id, x-latchkey-access-key'],
  ];
  expect((await engine.gateway({ path: '/hop', headers })).status).toBe(200);
  expect(upstream.lastValues('x-latchkey-account-id')).toEqual([accountId]);
  expect(upstream.lastValues('x-latchkey-access-key')).toEqual([key.accessKey]);
});

it.each([201, 204, 302, 304, 400, 404, 409, 418, 500, 503])(
  'passes the status %i back with its headers',
  async (status) => {
    upstream.respond((_, response) =>
      response.writeHead(status, { location: 'http://elsewhere.example/x', 'x-up': 'yes' }).end(),
    );
    const response = await engine.gateway({ path: '/status', headers: bearer(key.token) });
    expect(response.status).toBe(status);
    expect(response.headers.get('location')).toBe('http://elsewhere.example/x');
    expect(response.headers.get('x-up')).toBe('yes');
  },
);

it('passes bodies back byte for byte, compressed ones too', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const zipped = gzipSync('unchanged');
  for (const [body, headers] of [
    [bytes, { 'content-type': 'image/png' }],
    [zipped, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }],
  ] as const) {
    upstream.respond((_, response) => response.writeHead(200, headers).end(body));
    for (const accept of ['*/*', 'image/png', undefined]) {
      const asked = { ...bearer(key.token), ...(accept !== undefined && { accept }) };
      const response = await engine.gateway({ path: '/bytes', headers: asked });
      expect(response.bytes.equals(body)).toBe(true);
      expect(response.headers.get('content-type')).toBe(headers['content-type']);
    }
  }
});

it('passes several cookies back, each in its own header', async () => {
  const cookies = ['a=1; Path=/; Expires=Wed, 01 Jan 2090 00:00:00 GMT', 'b=2; HttpOnly'];
  upstream.respond((_, response) => response.writeHead(200, { 'set-cookie': cookies }).end('ok'));
  const response = await engine.gateway({ path: '/cookies', headers: bearer(key.token) });
  expect(response.headers.getSetCookie()).toEqual(cookies);
});

it('returns 502 when the upstream breaks off or does not speak HTTP, and keeps working', async () => {
  upstream.respond((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    response.destroy();
  });
  expectProblem(await engine.gateway({ path: '/broken', headers: bearer(key.token) }), 502, 'bad_gateway');
  upstream.respond((request) => request.socket.end('this is not HTTP\r\n\r\n'));
  expectProblem(await engine.gateway({ path: '/broken', headers: bearer(key.token) }), 502, 'bad_gateway');
  upstream.respond((request) => request.socket.destroy());
  expectProblem(
    await engine.gateway({ method: 'POST', path: '/broken', headers: bearer(key.token) }),
    502,
    'bad_gateway',
  );
  upstream.respond();
  expect((await engine.gateway({ path: '/', headers: bearer(key.token) })).status).toBe(200);
});

it('counts what the upstream answers by class, as calls that were let in', async () => {
  const counted = await holder.createKey();
  for (const status of [200, 204, 302, 401, 404, 404, 500]) {
    upstream.respond((_, response) => response.writeHead(status).end());
    const response = await engine.gateway({ path: '/orders', headers: bearer(counted.token) });
    expect(response.status).toBe(status);
  }
  upstream.respond();
  await engine.deliverLogs();
  const usage = await holder.call<{ days: object[] }>(
    'GET',
    `/api/v1/keys/${counted.accessKey}/usage?days=2`,
  );
  // Unless midnight came in between.
  const [yesterday, today] = wanted(usage, 200).days as Record<string, number>[];
  const sum = (field: string) => Number(yesterday?.[field]) + Number(today?.[field]);
  expect(['calls', 'clientErrors', 'serverErrors', 'refused'].map(sum)).toEqual([7, 3, 1, 0]);
});
