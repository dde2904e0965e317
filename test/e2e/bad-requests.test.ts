import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import type { Holder, KeyBody, NewKeyBody } from '../support/engine-holder.ts';
import { type ApiResponse, sendRaw } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let key: NewKeyBody;
let before: KeyBody[];

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
  key = await holder.createKey({ name: 'Steady' });
  before = await holder.inventory();
}, startMs);
afterEach(async () => {
  expect(await holder.inventory()).toEqual(before);
  expect((await engine.whoami(bearer(key.token))).status).toBe(200);
});

it.each([
  ['GET', '/api/v1/nothing'],
  ['GET', '/api/v2/keys'],
  ['GET', '/api/v1'],
  ['GET', '/api/v1/keys/x/y'],
  ['GET', '/api/V1/keys'],
  ['POST', '/api/v1/account'],
  ['DELETE', '/api/v1/account'],
  ['PUT', '/api/v1/keys'],
  ['DELETE', '/api/v1/keys'],
  ['PUT', '/api/v1/keys/x'],
  ['GET', '/api/v1/keys/x/expire'],
  ['POST', '/api/v1/notices'],
  ['POST', '/api/v1/openapi.json'],
  ['OPTIONS', '/api/v1/keys'],
])('answers 404 to %s %s, signed in or not', async (method, path) => {
  expectProblem(await holder.call(method, path), 404, 'not_found');
  expectProblem(await engine.management({ method, path }), 404, 'not_found');
});

it.each([
  'x',
  '%00',
  '%0d%0aX-Injected:%201',
  '%2e%2e',
  '%2e%2e%2faccount',
  '..%2f..%2faccount',
  '%F0%9F%94%91',
  '%ff',
  '*',
  'ACCOUNT',
  '__proto__',
  'a'.repeat(5000),
  "' OR 1=1",
])('knows no key under the name %s', async (name) => {
  for (const method of ['GET', 'DELETE']) {
    const response = await holder.call(method, `/api/v1/keys/${name.replaceAll(' ', '%20')}`);
    expectProblemOf(response, [400, 404]);
  }
});

it('knows no key under its own name with anything added', async () => {
  for (const name of [
    `${key.accessKey}%20`,
    `${key.accessKey}%00`,
    `%20${key.accessKey}`,
    `${key.accessKey}x`,
  ]) {
    expectProblem(await holder.call('DELETE', `/api/v1/keys/${name}`), 404, 'key_not_found');
  }
});

it('climbs out of no path', async () => {
  const paths = [
    '/api/v1/keys/../account',
    '/api/v1/%2e%2e/%2e%2e/_local/health',
    '/api/v1/..%2f..%2f..%2fetc%2fpasswd',
    '/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/package.json',
    '/../package.json',
    '/.%00./package.json',
    '/..%5c..%5cpackage.json',
  ];
  for (const path of paths) {
    const response = await holder.call('DELETE', path);
    expect([400, 403, 404, 405]).toContain(response.status);
    const read = await holder.call('GET', path);
    expect(read.status).toBeLessThan(500);
    expect(read.text).not.toMatch(/root:|"devDependencies"/);
  }
});

it('refuses or ignores headers that come twice, and never takes one request for two', async () => {
  const base = { method: 'PATCH', path: `/api/v1/keys/${key.accessKey}`, body: '{"name":"Steady"}' };
  const signedIn = ['authorization', `Bearer ${holder.idToken}`] as const;
  const stale = ['if-match', '"99999"'] as const;
  const json = ['content-type', 'application/json'] as const;
  const twice = await engine.management({ ...base, headers: [signedIn, json, stale, stale] });
  expectProblem(twice, 412, 'key_changed');
  const types = await engine.management({
    ...base,
    headers: [signedIn, json, ['content-type', 'text/plain'], stale],
  });
  expectProblemOf(types, [412, 415]);
  const stranger = await engine.newPerson();
  const both = await engine.management({
    path: `/api/v1/keys/${key.accessKey}`,
    headers: [signedIn, ['authorization', `Bearer ${stranger.idToken}`]],
  });
  expect([200, 401, 404]).toContain(both.status);
});

it('refuses ambiguous framing', async () => {
  const head = `POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${holder.idToken}\r\nContent-Type: application/json\r\n`;
  const requests = [
    `${head}Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}`,
    `${head}Content-Length: 16\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"name":"smuggl"}\r\n0\r\n\r\n`,
    `${head}Content-Length: -1\r\n\r\n{}`,
    `${head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n`,
    `${head} Bad: fold\r\n\r\n`,
    `${head}Bad Name: x\r\n\r\n`,
    'not HTTP at all\r\n\r\n',
  ];
  for (const port of [engine.port, engine.gatewayPort]) {
    for (const request of requests) expect(await sendRaw(port, request)).toMatch(/^HTTP\/1\.1 400 /);
  }
});

it('refuses headers beyond what an API takes, and URLs too', async () => {
  const long = 'a'.repeat(20_000);
  for (const call of [
    { path: '/api/v1/account', headers: bearer(long) },
    { path: `/api/v1/keys?cursor=${long}` },
    { path: '/api/v1/account', headers: { [`x-${long}`]: '1' } },
  ]) {
    for (const response of [await engine.management(call), await engine.gateway(call)]) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
  }
});

it('takes a query that means nothing for none, and a broken one for what it is', async () => {
  for (const query of ['?', '?&&', '?=', '?a', '?__proto__=1', '?constructor=x', '?other=%00']) {
    expect((await holder.call('GET', `/api/v1/keys${query}`)).status).toBe(200);
  }
  for (const query of ['?limit=%ff', '?limit=%', '?cursor=%zz', '?status=%c0%af', '?limit[]=5&limit=x']) {
    expectProblemOf(await holder.call('GET', `/api/v1/keys${query}`), [400]);
  }
});

it('goes on after callers that break off in the middle of a request', async () => {
  const { connect } = await import('node:net');
  for (const port of [engine.port, engine.gatewayPort, engine.mailPort]) {
    for (const text of [
      '',
      'GET',
      `POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"na`,
    ]) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text, () => socket.resetAndDestroy()));
        socket.on('error', reject).on('close', () => resolve());
      });
    }
  }
  expect(await engine.isServing()).toBe(true);
});

function expectProblemOf(response: ApiResponse, statuses: number[]): void {
  expect(statuses).toContain(response.status);
  expectProblem(response, response.status, (response.body as { code: string }).code);
}
