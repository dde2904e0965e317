import { Gateways, order, respondWith, startMs } from './support/gateway.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());

function custom(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return gateways.fetch(path, { api: 'Custom', headers });
}

const denied = (context: object = {}) =>
  order({
    policy: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    context: { code: 'key_expired', ...context },
  });

test('has the status, headers, content type and variables of its template', async () => {
  const response = await custom('/guarded', { ...denied(), 'user-agent': 'tester' });
  expect(response.status).toBe(401);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/problem+json',
    'www-authenticate': 'Bearer realm="test"',
    'x-code': 'key_expired',
    'x-agent': 'tester',
  });
  expect(response.headers.has('x-absent')).toBe(false);
  expect(await response.json()).toEqual({
    code: 'key_expired',
    id: response.headers.get('x-amzn-requestid'),
    path: '/live/guarded',
    absent: '',
  });
});

test('writes the access log in the format of the stage, with - for what has no value', async () => {
  const refused = await custom('/guarded', denied());
  const body = await refused.text();
  const unknown = await custom('/nothing');
  const lineOf = (response: Response) =>
    JSON.parse(gateways.accessLog.find(({ line }) => line.includes(requestId(response)))?.line ?? '');
  const requestId = (response: Response) => response.headers.get('x-amzn-requestid') ?? '';
  expect(lineOf(refused)).toEqual({
    id: expect.any(String),
    time: expect.stringMatching(/^\d{13}$/),
    path: '/live/guarded',
    status: '401',
    type: 'ACCESS_DENIED',
    code: 'key_expired',
    latency: expect.stringMatching(/^\d+$/),
    length: String(body.length),
  });
  expect(lineOf(unknown)).toMatchObject({ status: '403', type: 'MISSING_AUTHENTICATION_TOKEN', code: '-' });
  await gateways.fetch('/nothing');
  expect(gateways.accessLog.filter(({ logGroup }) => logGroup !== 'custom')).toEqual([]);
});

test('drops a header whose value cannot be sent', async () => {
  const response = await custom('/guarded', denied({ code: 'a\r\nSet-Cookie: b' }));
  expect(response.status).toBe(401);
  expect(response.headers.has('x-code')).toBe(false);
  expect(response.headers.has('set-cookie')).toBe(false);
});

test('falls back to the response for its class, with its own status', async () => {
  const unknown = await custom('/nothing');
  expect(unknown.status).toBe(403);
  expect(await unknown.json()).toEqual({
    m: 'Missing Authentication Token',
    raw: 'Missing Authentication Token',
    t: 'MISSING_AUTHENTICATION_TOKEN',
  });
  const broken = await custom('/echo', respondWith({ throw: 'secret text' }));
  expect(broken.status).toBe(502);
  expect(await broken.json()).toEqual({ t: 'INTEGRATION_FAILURE' });
});

test("is AWS's default if the API has none", async () => {
  const response = await gateways.fetch('/nothing');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.text()).toBe('{"message":"Missing Authentication Token"}');
});

describe('a request validator', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    gateways.fetch(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  test('accepts a request that has everything', async () => {
    expect((await post('/validated?limit=1', '{"name":"x"}', { 'x-needed': 'y' })).status).toBe(200);
  });

  test('names the missing parameters', async () => {
    const response = await post('/validated', '{"name":"x"}');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      message: 'Missing required request parameters: [limit, X-Needed]',
    });
  });

  test.each(['{"name":5}', '{}', '{', ''])('refuses the body %s', async (body) => {
    const response = await post('/validated?limit=1', body, { 'x-needed': 'y' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: 'Invalid request body' });
  });
});

test('throttles by a token bucket for each method', async () => {
  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await gateways.fetch('/throttled')).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
  expect((await gateways.fetch('/echo')).status).toBe(200);
  expect(await (await gateways.fetch('/throttled')).json()).toEqual({ message: 'Too Many Requests' });
});

describe('a mock integration', () => {
  test('chooses the response by the status of its request template', async () => {
    const response = await gateways.fetch('/mock');
    expect(response.status).toBe(418);
    expect(response.headers.get('x-colour')).toBe('green');
    expect(await response.json()).toEqual({ id: response.headers.get('x-amzn-requestid') });
  });

  test.each([
    ['https://b.example', 'https://b.example'],
    ['https://a.example', 'https://a.example'],
    ['https://c.example', 'https://a.example'],
  ])('responds to the preflight request from %s with %s', async (origin, allowed) => {
    const response = await gateways.fetch('/cors', { method: 'OPTIONS', headers: { origin } });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
  });

  test('fails if all bodies are binary and it does not convert them to text', async () => {
    const response = await gateways.fetch('/cors-binary', { method: 'OPTIONS' });
    expect(response.status).toBe(500);
  });

  test('responds to preflight requests from any origin if all are allowed', async () => {
    const response = await gateways.fetch('/cors-all', { method: 'OPTIONS' });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});
