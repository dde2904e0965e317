import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadClientCertificate } from '../src/gateway/client-certificate.ts';
import { Gateways, order, startMs } from './support/gateway.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import type { Seen } from './support/upstream.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());

const holder = order({ context: { account: 'acc1' } });

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return gateways.fetch(path, { ...init, headers: { ...holder, ...init.headers } });
}

/** What the server behind the gateway saw of a call. */
async function seenOf(path: string, init: RequestInit = {}): Promise<Seen> {
  const response = await call(path, init);
  expect(response.status).toBe(200);
  return lastSeen();
}

function lastSeen(): Seen {
  const seen = gateways.upstream.requests.at(-1);
  if (seen === undefined) throw new Error('the upstream saw nothing');
  return seen;
}

function headersOf({ rawHeaders }: Seen): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), rawHeaders[at + 1] ?? ''];
  }
  return headers;
}

const raw = (path: string, headers: string[], body = '', method = 'GET') =>
  gateways.raw(
    [
      `${method} ${path} HTTP/1.1`,
      'Host: gateway',
      `Authorization: ${holder.authorization}`,
      'Connection: close',
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );

describe('what reaches the upstream', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
    'has the method %s',
    async (method) => {
      expect((await seenOf('/up/x', { method })).method).toBe(method);
    },
  );

  test.each([
    ['/up', '/'],
    ['/up/a', '/a'],
    ['/up/a/b/', '/a/b'],
    ['//up/a', '/a'],
    ['/up/a%2Fb%20c', '/a%2Fb%20c'],
    ['/up/a//b', '/a//b'],
    ["/up/a;b=c,d@e:f!$&'()*+", "/a;b=c,d@e:f!$&'()*+"],
    ['/up/x?a=1&a=2&b=%26&c&d=+', '/x?a=1&a=2&b=%26&c&d=+'],
    ['/up?q', '/?q'],
    ['/up/{a}|^`', '/{a}|^`'],
  ])('has %s as %s, byte for byte', async (path, url) => {
    await raw(path, []);
    expect(lastSeen().url).toBe(url);
  });

  test('has the body, whatever its bytes', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const seen = await seenOf('/up/x', { method: 'POST', body });
    expect(Buffer.from(seen.body, 'base64')).toEqual(body);
    expect(headersOf(seen)['content-length']).toEqual(['256']);
  });

  test('has repeated headers, in their order and as they were written', async () => {
    await raw('/up/x', ['X-Many: 1', 'x-MANY: 2', 'X-Latin: \xe9']);
    const names = lastSeen().rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names).toEqual(expect.arrayContaining(['X-Many', 'x-MANY']));
    expect(headersOf(lastSeen())['x-many']).toEqual(['1', '2']);
    expect(headersOf(lastSeen())['x-latin']).toEqual(['\xe9']);
  });

  test('has its own host', async () => {
    const seen = await seenOf('/up/x');
    expect(headersOf(seen).host).toEqual([new URL(gateways.upstream.url).host]);
  });

  test("has the authorizer's values and static ones, and not the client's of those names, whatever their case", async () => {
    await raw('/up/x', ['x-account: forged', 'X-ACCOUNT: forged', 'X-Static: forged']);
    const headers = headersOf(lastSeen());
    expect(headers['x-account']).toEqual(['acc1']);
    expect(headers['x-static']).toEqual(['fixed']);
  });

  test('has no header for a mapping without a value', async () => {
    const seen = await seenOf('/up/x', { headers: { ...order({}), 'x-account': 'forged' } });
    expect(headersOf(seen)).not.toHaveProperty('x-account');
  });

  test('has no credential if it is mapped to an empty text', async () => {
    const seen = await seenOf('/up/x');
    expect(headersOf(seen)).not.toHaveProperty('authorization');
    expect(JSON.stringify(seen)).not.toContain(holder.authorization);
  });

  test("has none of the headers of the client's connection", async () => {
    await raw('/up/x', [
      'Connection: x-secret-hop, close',
      'X-Secret-Hop: 1',
      'Keep-Alive: 5',
      'TE: trailers',
      'Proxy-Connection: x',
    ]);
    const headers = headersOf(lastSeen());
    for (const name of ['x-secret-hop', 'keep-alive', 'te', 'proxy-connection'])
      expect(headers).not.toHaveProperty(name);
  });

  test('is one request, however the client frames it', async () => {
    const before = gateways.upstream.requests.length;
    const chunked = '5\r\nGET /\r\n0\r\n\r\n';
    await raw('/up/x', ['Transfer-Encoding: chunked'], chunked, 'POST');
    expect(Buffer.from(lastSeen().body, 'base64').toString()).toBe('GET /');
    expect(headersOf(lastSeen())).not.toHaveProperty('transfer-encoding');
    expect(gateways.upstream.requests.length).toBe(before + 1);
  });

  test.each([
    [
      'both framings',
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      '0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n',
    ],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6'], 'hello!'],
    ['a length that is none', ['Content-Length: 5x'], 'hello'],
    ['an unknown framing', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
  ])('is nothing for a request with %s', async (_, headers, body) => {
    const before = gateways.upstream.requests.length;
    expect(await raw('/up/x', headers, body, 'POST')).toMatch(/^HTTP\/1.1 400 /);
    expect(gateways.upstream.requests.length).toBe(before);
  });
});

describe('what comes back', () => {
  test('has status, cookies and bytes of the upstream', async () => {
    const text = await raw('/up/bytes', []);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 207 /);
    expect(head).toMatch(/Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
    expect(head).toMatch(/Content-Encoding: gzip\r\n/);
    expect(Buffer.from(body, 'latin1')).toEqual(Buffer.from([0, 255, 1, 254, 13, 10]));
  });

  test('has the headers renamed that AWS renames, and its own framing', async () => {
    const head = (await raw('/up/bytes', [])).split('\r\n\r\n')[0];
    expect(head).toContain('x-amzn-Remapped-Server: up');
    expect(head).toContain('x-amzn-Remapped-WWW-Authenticate: Basic');
    expect(head).toContain('Content-Length: 6');
    expect(head).not.toContain('Transfer-Encoding');
  });

  test('is a gateway timeout if the upstream cannot be reached, as in AWS', async () => {
    const response = await call('/down');
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ message: 'Network error communicating with endpoint' });
  });

  test('is the same if the upstream breaks off', async () => {
    expect((await call('/up/break')).status).toBe(504);
  });

  test('is a timeout if the upstream takes too long', async () => {
    const response = await call('/up-impatient');
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ message: 'Endpoint request timed out' });
  });
});

test('a compressed request stays compressed', async () => {
  const body = gzipSync('text');
  const seen = await seenOf('/up/x', { method: 'POST', body, headers: { 'content-encoding': 'gzip' } });
  expect(Buffer.from(seen.body, 'base64')).toEqual(body);
});

describe('an upstream that demands a client certificate', () => {
  const folder = temporaryFolder();

  test.each(['GET', 'POST'])('gets it from a stage that has one: %s', async (method) => {
    for (const _ of [1, 2]) {
      const response = await gateways.fetch('/mutual', { method, api: 'Plain' });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ caller: 'local-engine' });
    }
  });

  test('can trust it for good: it outlives the engine', async () => {
    const file = join(folder, 'client-certificate.json');
    const first = await loadClientCertificate(file);
    expect(await loadClientCertificate(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('refuses a stage that has none', async () => {
    const response = await gateways.fetch('/mutual', { api: 'Custom' });
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ t: 'INTEGRATION_FAILURE' });
  });
});
