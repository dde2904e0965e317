import { echoed, Gateways, order, startMs } from './support/gateway.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());
// Whatever was sent, the next call is served.
afterEach(async () => {
  await echoed(gateways.fetch('/echo'));
});

test('refuses a body of more than 10 MB after reading it', async () => {
  const response = await gateways.fetch('/echo', {
    method: 'POST',
    body: Buffer.alloc(10 * 1024 * 1024 + 1),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
});

test('passes a body of exactly 10 MB to an upstream', async () => {
  const body = Buffer.alloc(10 * 1024 * 1024, 1);
  const response = await gateways.fetch('/up/bytes', { method: 'POST', body, headers: order({}) });
  expect(response.status).toBe(207);
});

test('refuses a body that is too large for a function', async () => {
  const response = await gateways.fetch('/echo', { method: 'POST', body: Buffer.alloc(9 * 1024 * 1024) });
  expect(response.status).toBe(413);
});

test.each([
  ['huge headers', `GET /echo HTTP/1.1\r\nHost: x\r\nX-Huge: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['no protocol', 'GET /echo\r\n\r\n', 400],
  ['nonsense', '\x00\xff\x01\r\n\r\n', 400],
  ['no host', 'GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['a NUL in a header', 'GET /echo HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n', 400],
  ['a bare line break in a header', 'GET /echo HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n', 400],
  ['a space before the colon', 'GET /echo HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n', 400],
  ['a NUL in the path', 'GET /ec\x00ho HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['bytes beyond ASCII in the path', 'GET /ech\xf6 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['an unknown method', 'SMUGGLE /echo HTTP/1.1\r\nHost: x\r\n\r\n', 400],
])('responds to %s with a client error', async (_, text, status) => {
  const response = await gateways.raw(text);
  expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(response.toLowerCase()).toContain('x-amzn-requestid: ');
});

test.each([
  ['HTTP/1.0', 'GET /echo HTTP/1.0\r\n\r\n'],
  [
    'an absolute address',
    'GET http://elsewhere.example/echo?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ],
  [
    'duplicate headers',
    `GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${'A: b\r\n'.repeat(200)}\r\n`,
  ],
  [
    'malformed escapes in the query',
    'GET /echo?a=%zz&%=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ],
  [
    'a long token',
    `GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${'x'.repeat(5000)}\r\n\r\n`,
  ],
])('accepts %s', async (_, text) => {
  expect(await gateways.raw(text)).toMatch(/^HTTP\/1.1 200 /);
});

test('accepts a body that is not UTF-8', async () => {
  const { event } = await echoed(
    gateways.fetch('/echo', { method: 'POST', body: Buffer.from([0xff, 0xfe, 0]) }),
  );
  expect(Buffer.from(event.body ?? '', 'base64')).toEqual(Buffer.from([0xff, 0xfe, 0]));
});

test('every response has its own request ID', async () => {
  const paths = ['/echo', '/nothing', '/guarded', '/mock', '/down'];
  const responses = await Promise.all(paths.map((path) => gateways.fetch(path)));
  const ids = responses.map((response) => response.headers.get('x-amzn-requestid'));
  expect(ids).not.toContain(null);
  expect(new Set(ids).size).toBe(paths.length);
});
