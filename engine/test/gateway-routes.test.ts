import { type EchoResponse, echoed, Gateways, startMs } from './support/gateway.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());

/** The event that the function behind a path receives. */
async function eventAt(path: string, init?: RequestInit) {
  return (await echoed(gateways.fetch(path, init))).event;
}

describe('routes', () => {
  test.each([
    ['/', '/'],
    ['/keys/abc', '/keys/{accessKey}'],
    ['/keys/list', '/keys/list'],
    ['/keys/abc/', '/keys/{accessKey}'],
    ['/files/a/b/c', '/files/{path+}'],
    ['/%65cho', '/echo'],
  ])('routes %s to the resource %s', async (path, resource) => {
    expect((await eventAt(path)).resource).toBe(resource);
  });

  test.each([
    ['/nothing', 'GET'],
    ['/keys', 'GET'],
    ['/keys/a/b', 'GET'],
    ['/files', 'GET'],
    ['/files/', 'GET'],
    ['/only-get', 'POST'],
    ['/Echo', 'GET'],
    ['/echo', 'PROPFIND'],
  ])(
    'responds to %s %s as missing an authentication token, whether path or method is unknown',
    async (path, method) => {
      const response = await gateways.fetch(path, { method });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
      expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
    },
  );

  test('looks for an AWS signature in the Authorization of an unknown path, and does not repeat its value', async () => {
    const response = await gateways.fetch('/nothing', { headers: { authorization: 'Bearer secret' } });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('IncompleteSignatureException');
    const text = await response.text();
    expect(text).toContain('Invalid key=value pair (missing equal-sign) in Authorization header');
    expect(text).not.toContain('secret');
  });

  test('decodes path parameters, but not greedy ones', async () => {
    expect((await eventAt('/keys/a%2Fb%20c%C3%A9')).pathParameters).toEqual({ accessKey: 'a/b cé' });
    expect((await eventAt('/files/a%20b/c')).pathParameters).toEqual({ path: 'a%20b/c' });
  });

  test.each(['/keys/%zz', '/keys/%C3%28', '/keys/%', '/files/%zz'])(
    'refuses the malformed path %s',
    async (path) => {
      const response = await gateways.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(response).toMatch(/^HTTP\/1.1 400 /);
    },
  );
});

describe('the event of a function behind the gateway', () => {
  test('has the form of a REST API proxy event', async () => {
    const event = await eventAt('/keys/k1?a=1&a=2&b=%26', {
      headers: { 'X-Some': 'thing', 'User-Agent': 'tester' },
    });
    expect(event).toMatchObject({
      resource: '/keys/{accessKey}',
      path: '/keys/k1',
      httpMethod: 'GET',
      queryStringParameters: { a: '2', b: '&' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['&'] },
      pathParameters: { accessKey: 'k1' },
      stageVariables: { colour: 'green' },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        httpMethod: 'GET',
        identity: { sourceIp: '127.0.0.1', userAgent: 'tester' },
        path: '/live/keys/k1',
        protocol: 'HTTP/1.1',
        resourcePath: '/keys/{accessKey}',
        stage: 'live',
      },
    });
    expect(event.requestContext.requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(event.requestContext.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('has null for empty maps', async () => {
    const event = await eventAt('/echo');
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    });
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  test('keeps header names as they were written, and all their values', async () => {
    const text = await gateways.raw(
      'GET /echo HTTP/1.1\r\nHost: x\r\nX-MiXed: 1\r\nX-MiXed: 2\r\nConnection: close\r\n\r\n',
    );
    const { event }: EchoResponse = JSON.parse(text.slice(text.indexOf('{')));
    expect(event.headers['X-MiXed']).toBe('2');
    expect(event.multiValueHeaders['X-MiXed']).toEqual(['1', '2']);
  });

  test('has the request ID of the response', async () => {
    const response = await gateways.fetch('/echo');
    const { event } = await echoed(response);
    expect(response.headers.get('x-amzn-requestid')).toBe(event.requestContext.requestId);
  });

  test('has the body in base64 if its type is binary, or else as text', async () => {
    const body = 'grüße';
    expect(await eventAt('/echo', { method: 'POST', body })).toMatchObject({
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    });
    const plain = await echoed(gateways.fetch('/echo', { api: 'Plain', method: 'POST', body }));
    expect(plain.event).toMatchObject({ body, isBase64Encoded: false });
  });
});
