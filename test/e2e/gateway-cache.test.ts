import { withSettings } from '../operations/settings-rewrite.ts';
import { Engine } from '../support/engine.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { type ApiResponse, sendRaw } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { Upstream } from '../support/upstream.ts';

const origin = 'https://app.example.com';

let upstream: Upstream;
let engine: Engine;
let key: NewKeyBody;
let accountId: string;

beforeAll(async () => {
  upstream = await Upstream.start();
  const settings = {
    upstreamUrl: upstream.url,
    authorizerCacheSeconds: 3_000,
    gatewayAllowedOrigins: [origin, 'https://other.example.com'],
    // So many at once, and hardly any more: what the other tests need, not what the last one asks for.
    gatewayBurstLimit: 100,
    gatewayRateLimit: 1,
  };
  engine = await Engine.start({ upstreamUrl: upstream.url, rewrite: await withSettings(settings) });
  const holder = await engine.newPerson();
  accountId = (await holder.ensureAccount()).account.accountId;
  key = await holder.createKey();
}, startMs);
afterAll(async () => {
  await engine?.stop();
  await upstream?.stop();
});

const noBreakSpace = Buffer.from([0xa0]);

/** One whoami with these values of `Authorization`, as they are on the wire. */
function whoami(...values: (string | Buffer)[]): Promise<string> {
  const lines = values.flatMap((value) => ['Authorization: ', value, '\r\n']);
  const parts = ['GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n', ...lines, '\r\n'];
  return sendRaw(engine.gatewayPort, Buffer.concat(parts.map((part) => Buffer.from(part))));
}

it('keeps no decision under a value that it is not about', async () => {
  const good = `Bearer ${key.token}`;
  for (const values of [
    [good, noBreakSpace],
    [noBreakSpace, good],
    [good, 'Bearer other'],
    [good, good],
    [Buffer.concat([Buffer.from(good), noBreakSpace])],
  ]) {
    const refused = await whoami(...values);
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    expect(refused).toContain('"credentials_missing"');
    expect(refused).toMatch(/^WWW-Authenticate: Basic .*Bearer /im);
  }
  // Neither the grant nor the refusal was kept.
  expect(await whoami(noBreakSpace)).toMatch(/^HTTP\/1\.1 401 /);
  expect(await whoami('Bearer other')).toMatch(/^HTTP\/1\.1 401 /);
  expect(await whoami(good)).toMatch(/^HTTP\/1\.1 200 /);
});

it('overwrites what the client says of account and key: the authorizer is not asked each time', async () => {
  const claims: [string, string][] = [
    ['x-latchkey-account-id', 'forged'],
    ['X-Latchkey-Account-Id', 'forged again'],
    ['X-LATCHKEY-ACCESS-KEY', 'forged'],
    ['x-latchkey-access-key', ''],
    ['x-latchkey-expires-at', 'forged'],
  ];
  const { authorization } = bearer(key.token);
  for (const headers of [claims, []]) {
    await engine.gateway({ path: '/who', headers: [['authorization', authorization], ...headers] });
    expect(upstream.lastValues('x-latchkey-account-id')).toEqual([accountId]);
    expect(upstream.lastValues('x-latchkey-access-key')).toEqual([key.accessKey]);
    expect(upstream.lastValues('x-latchkey-expires-at')).toEqual([key.expiresAt ?? 'never']);
    expect(JSON.stringify(upstream.last.headers)).not.toContain('forged');
  }
});

it('looks at the Authorization header only', async () => {
  expectProblem(await engine.whoami({ 'x-api-key': key.token }), 401, 'credentials_missing');
  const stray = { ...bearer(key.token), 'x-api-key': 'stray' };
  expect(wanted(await engine.whoami(stray), 200).accessKey).toBe(key.accessKey);
});

describe('for a page of gatewayAllowedOrigins', () => {
  const asked = { origin, 'access-control-request-method': 'DELETE' };
  const preflight = (path: string, from = origin) =>
    engine.gateway({
      method: 'OPTIONS',
      path,
      headers: { ...asked, origin: from, 'access-control-request-headers': 'authorization,x-trace' },
    });
  const call = (
    path: string,
    headers: Record<string, string>,
    rest: { method?: string; body?: Buffer } = {},
  ) => engine.gateway<{ code: string }>({ path, headers: { origin, ...headers }, ...rest });
  const expectReadable = ({ headers }: ApiResponse) => {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const exposed = headers.get('access-control-expose-headers') ?? '';
    for (const name of ['retry-after', 'www-authenticate'])
      if (headers.has(name))
        expect([name, exposed.toLowerCase()]).toEqual([name, expect.stringContaining(name)]);
  };

  it('answers preflights of every path, for these origins only', async () => {
    const before = upstream.received.length;
    for (const path of ['/', '/orders/7', '/v1', '/v1/other', '/v1/whoami']) {
      for (const from of [origin, 'https://other.example.com']) {
        const { status, headers } = await preflight(path, from);
        expect([path, status]).toEqual([path, 204]);
        expect(headers.get('access-control-allow-origin')).toBe(from);
        expect(headers.get('vary')).toMatch(/origin/i);
        expect(headers.get('access-control-allow-methods')?.split(',')).toContain('DELETE');
        expect(headers.get('access-control-allow-headers')?.split(',')).toEqual(['authorization', '*']);
      }
      const { headers } = await preflight(path, 'https://elsewhere.example.com');
      expect(headers.get('access-control-allow-origin')).not.toBe('https://elsewhere.example.com');
    }
    expect(upstream.received.length).toBe(before);
  });

  it('lets it read whoami, and every refusal with what it says about trying again', async () => {
    const whoami = await call('/v1/whoami', bearer(key.token));
    expect(whoami.status).toBe(200);
    expect(whoami.headers.get('access-control-allow-origin')).toBe(origin);
    expect(whoami.headers.get('vary')).toMatch(/origin/i);

    upstream.respond((_, response) => response.destroy());
    const large = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
    const refusals = [
      [await call('/v1/whoami', {}), 401, 'credentials_missing'],
      [await call('/orders', bearer('typo')), 401, 'credentials_malformed'],
      [await call('/v1/whoami', bearer(key.token), { method: 'POST' }), 404, 'not_found'],
      [await call('/orders', bearer(key.token), { method: 'POST', body: large }), 413, 'payload_too_large'],
      [await call('/orders', bearer(key.token)), 502, 'bad_gateway'],
    ] as const;
    for (const [response, status, code] of refusals) {
      expectProblem(response, status, code);
      expectReadable(response);
    }
    expect(refusals[0][0].headers.has('www-authenticate')).toBe(true);
  });

  it('lets it read that there were too many calls, and when to try again', async () => {
    let throttled: ApiResponse | undefined;
    while (throttled === undefined) {
      const responses = await Promise.all(Array.from({ length: 100 }, () => call('/v1/whoami', {})));
      throttled = responses.find(({ status }) => status === 429);
    }
    expectProblem(throttled, 429, 'rate_limited');
    expect(throttled.headers.get('retry-after')).toMatch(/^\d+$/);
    expectReadable(throttled);
  });
});
