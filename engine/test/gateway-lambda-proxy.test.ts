import { echoed, Gateways, respondWith, startMs } from './support/gateway.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());
afterEach(() => gateways.clock.reset());

function respondingWith(value: unknown, init: RequestInit & { api?: string } = {}): Promise<Response> {
  return gateways.fetch('/echo', {
    ...init,
    headers: { ...init.headers, ...respondWith({ response: value }) },
  });
}

describe('the response of a function', () => {
  test('is passed on: status, headers of both kinds, body', async () => {
    const response = await respondingWith({
      statusCode: 201,
      headers: { 'X-One': 1, 'x-both': 'second' },
      multiValueHeaders: { 'X-Both': ['first'], 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'grüße',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.get('x-both')).toBe('first, second');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe('grüße');
  });

  test('may be only a status', async () => {
    const response = await respondingWith({ statusCode: '204' });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  test('is compressed from a size on, by the coding that the caller likes best', async () => {
    const codingOf = async (accepted: string, size = 1000, api = 'Plain', headers = {}) => {
      const body = 'a'.repeat(size);
      const response = await respondingWith(
        { statusCode: 200, headers, body },
        { api, headers: { 'accept-encoding': accepted } },
      );
      expect(await response.text()).toBe(body);
      return response.headers.get('content-encoding');
    };
    expect(await codingOf('gzip, deflate, br')).toBe('gzip');
    expect(await codingOf('deflate;q=1, gzip;q=0.5')).toBe('deflate');
    expect(await codingOf('gzip', 999)).toBeNull();
    // API Gateway knows no Brotli, and does not look further than the coding that comes first.
    expect(await codingOf('br, gzip')).toBeNull();
    expect(await codingOf('*')).toBeNull();
    expect(await codingOf('gzip;q=0')).toBeNull();
    expect(await codingOf('gzip', 1000, 'Api')).toBeNull();
    expect(await codingOf('gzip', 1000, 'Plain', { 'Content-Encoding': 'aes128gcm' })).toBe('aes128gcm');
  });

  test('is decoded from base64 only if the caller accepts binary responses', async () => {
    const value = { statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true };
    const binary = await respondingWith(value);
    expect(Buffer.from(await binary.arrayBuffer())).toEqual(Buffer.from([0, 255]));
    expect(await (await respondingWith(value, { api: 'Plain' })).text()).toBe('AP8=');
  });

  test('has some headers renamed, as in AWS', async () => {
    const response = await respondingWith({
      statusCode: 401,
      headers: {
        'WWW-Authenticate': 'Bearer',
        Server: 'x',
        'Content-Length': '99',
        'Transfer-Encoding': 'chunked',
      },
      body: 'no',
    });
    expect(response.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(response.headers.has('www-authenticate')).toBe(false);
    expect(response.headers.get('x-amzn-remapped-server')).toBe('x');
    expect(response.headers.get('content-length')).toBe('2');
    expect(response.headers.has('transfer-encoding')).toBe(false);
  });

  test('to HEAD has no body', async () => {
    const response = await respondingWith({ statusCode: 200, body: 'text' }, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test.each([
    ['null', null],
    ['a text', 'hello'],
    ['a list', [1]],
    ['an unknown member', { statusCode: 200, content: 'x' }],
    ['a status that is none', { statusCode: 'ok' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are no map', { statusCode: 200, headers: ['a'] }],
    ['a header that is a map', { statusCode: 200, headers: { a: {} } }],
    ['a header with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['a header with an impossible name', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['many headers that are no list', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
  ])('that is %s is a bad gateway', async (_, value) => {
    const response = await respondingWith(value);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
  });
});

test('a response of more than 6 MB is a bad gateway', async () => {
  const response = await gateways.fetch('/echo', { headers: respondWith({ characters: 6 * 1024 * 1024 }) });
  expect(response.status).toBe(502);
});

describe('a function', () => {
  test('runs with the environment of its template, and of its runtime', async () => {
    const { facts } = await echoed(gateways.fetch('/echo'));
    expect(facts.env).toMatchObject({
      SETTING: 'from the template',
      STACK: 'Fixture',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: expect.stringContaining('Echo'),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    });
    expect(facts.env).not.toHaveProperty('PATH');
    expect(facts.env).not.toHaveProperty('NODE_COMPILE_CACHE');
    expect(facts.remaining).toBeGreaterThan(19_000);
  });

  test('sees the moved clock, and its remaining time in real time', async () => {
    gateways.clock.advance(365 * 86_400);
    const { facts } = await echoed(gateways.fetch('/echo'));
    expect(Math.abs(Date.parse(facts.now) - Date.now() - 365 * 86_400_000)).toBeLessThan(10_000);
    expect(facts.remaining).toBeGreaterThan(19_000);
  });

  test.each([
    ['throws', { throw: 'a secret text' }],
    ['exits', { exit: true }],
    ['crashes', { crash: true }],
  ])('that %s is a bad gateway, reveals nothing to the caller, and runs again', async (_, order) => {
    const response = await gateways.fetch('/echo', { headers: respondWith(order) });
    expect(response.status).toBe(502);
    expect(await response.text()).toBe('{"message":"Internal server error"}');
    await echoed(gateways.fetch('/echo'));
  });

  test('that is too slow for the integration is a timeout, and runs again', async () => {
    const response = await gateways.fetch('/impatient', { headers: respondWith({ hang: true }) });
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ message: 'Endpoint request timed out' });
    await echoed(gateways.fetch('/impatient'));
  });

  test('takes many calls at once', async () => {
    const calls = Array.from({ length: 50 }, () => echoed(gateways.fetch('/echo')));
    const counts = new Set((await Promise.all(calls)).map(({ facts }) => facts.calls));
    expect(counts.size).toBe(50);
  });
});
