import { echoed, Gateways, order, startMs } from './support/gateway.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());
afterEach(() => gateways.clock.reset());

const arn = (path: string, method = 'GET') => `arn:aws:execute-api:us-east-1:*:*/live/${method}${path}`;
const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource: '*',
  ...more,
});
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });

function call(path: string, what: object, init: RequestInit = {}): Promise<Response> {
  return gateways.fetch(path, { ...init, headers: { ...init.headers, ...order(what) } });
}

async function authorizerContext(response: Promise<Response>) {
  return (await echoed(response)).event.requestContext.authorizer;
}

describe('a REQUEST authorizer', () => {
  test("gets the request in AWS's form", async () => {
    const context = await authorizerContext(
      call('/guarded?a=1&a=2', { event: true }, { method: 'POST', body: 'x' }),
    );
    const event = JSON.parse(String(context?.event));
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(
        /^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/live\/POST\/guarded$/,
      ),
      resource: '/guarded',
      path: '/guarded',
      httpMethod: 'POST',
      headers: { Authorization: expect.any(String) },
      multiValueHeaders: { Authorization: [expect.any(String)] },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: {},
      stageVariables: { colour: 'green' },
      requestContext: { identity: { sourceIp: '127.0.0.1' }, stage: 'live', resourcePath: '/guarded' },
    });
    expect(event).not.toHaveProperty('body');
  });

  test('passes its context to the integration as strings, with the principal', async () => {
    const context = await authorizerContext(
      call('/guarded', { context: { text: 'a', number: 5, flag: true, none: null } }),
    );
    expect(context).toMatchObject({ principalId: 'tester', text: 'a', number: '5', flag: 'true' });
    expect(context).not.toHaveProperty('none');
  });

  test('with no identity source and no time to live is called for every request', async () => {
    const first = await authorizerContext(gateways.fetch('/guarded'));
    const second = await authorizerContext(gateways.fetch('/guarded'));
    expect(Number(second?.calls)).toBe(Number(first?.calls) + 1);
  });

  test.each([
    ['throws', { throw: 'anything' }],
    ['runs out of time', { hang: true }],
  ])('is an authorizer failure when it %s', async (_, what) => {
    const response = await call('/guarded', what);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: null });
  });

  test('refuses by throwing Unauthorized', async () => {
    const response = await call('/guarded', { throw: 'Unauthorized' });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
  });

  const statement = allow();
  test.each([
    ['nothing', null],
    ['a text', 'yes'],
    ['no principal', { policyDocument: { Statement: [statement] } }],
    ['no policy', { principalId: 'x' }],
    ['an empty policy', { principalId: 'x', policyDocument: { Statement: [] } }],
    [
      'a statement without an effect',
      { principalId: 'x', policyDocument: { Statement: [{ ...statement, Effect: 'Perhaps' }] } },
    ],
    [
      'a statement without a resource',
      { principalId: 'x', policyDocument: { Statement: [{ Effect: 'Allow', Action: '*' }] } },
    ],
    [
      'a nested context',
      { principalId: 'x', policyDocument: { Statement: [statement] }, context: { a: { b: 1 } } },
    ],
    [
      'a list in the context',
      { principalId: 'x', policyDocument: { Statement: [statement] }, context: { a: [1] } },
    ],
  ])('is misconfigured when it returns %s', async (_, result) => {
    const response = await call('/guarded', { response: result });
    expect(response.status).toBe(500);
    expect(response.headers.get('x-amzn-errortype')).toBe('AuthorizerConfigurationException');
    expect(gateways.log.at(-1)).toContain('AUTHORIZER_CONFIGURATION_ERROR');
  });
});

describe('the policy', () => {
  test.each([
    ['*', 200],
    [arn('/guarded'), 200],
    [arn('/gua*'), 200],
    [arn('/guarde?'), 200],
    [arn('/*', '*'), 200],
    ['arn:aws:execute-api:*', 200],
    [arn('/guarded', 'POST'), 403],
    [arn('/guard'), 403],
    [arn('/guarde'), 403],
    [arn('/guarded?'), 403],
  ])('that allows %s leads to %i', async (Resource, status) => {
    expect((await call('/guarded', { policy: [allow({ Resource })] })).status).toBe(status);
  });

  test('distinguishes an implicit denial from an explicit one', async () => {
    const implicit = await call('/guarded', { policy: [allow({ Resource: arn('/other') })] });
    expect(await implicit.json()).toEqual({ message: 'User is not authorized to access this resource' });
    const explicit = await call('/guarded', { policy: [allow(), deny()] });
    expect(explicit.status).toBe(403);
    expect(await explicit.json()).toEqual({
      message: 'User is not authorized to access this resource with an explicit deny',
    });
  });

  test.each([
    ['execute-api:*', 200],
    ['*', 200],
    ['EXECUTE-API:invoke', 200],
    ['execute-api:ManageConnections', 403],
    [['lambda:InvokeFunction', 'execute-api:Invoke'], 200],
  ])('for the action %s leads to %i', async (Action, status) => {
    expect((await call('/guarded', { policy: [allow({ Action })] })).status).toBe(status);
  });

  test('is evaluated by the moved clock', async () => {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const policy = [allow({ Condition: { DateLessThan: { 'aws:CurrentTime': end } } })];
    expect((await call('/guarded', { policy })).status).toBe(200);
    gateways.clock.advance(3601);
    expect((await call('/guarded', { policy })).status).toBe(403);
  });

  test.each([
    [{ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, 200],
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.1'] } }, 200],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 403],
    [{ NotIpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }, 403],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 200],
  ])('with the condition %j leads to %i', async (Condition, status) => {
    expect((await call('/guarded', { policy: [allow({ Condition })] })).status).toBe(status);
  });
});

describe('the result cache', () => {
  // Each test has its own identity, because results stay cached.
  let identity = 0;
  const fresh = () => {
    identity += 1;
    return { identity };
  };

  test('responds with 401 without the identity source, and does not call the authorizer', async () => {
    const response = await gateways.fetch('/cached');
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect((await gateways.fetch('/cached', { headers: { authorization: '' } })).status).toBe(401);
  });

  test('keeps the result by identity, for all methods and paths of the API', async () => {
    const what = fresh();
    const first = await authorizerContext(call('/cached', what));
    const second = await authorizerContext(call('/cached/other', what));
    const third = await authorizerContext(call('/cached', what, { method: 'DELETE' }));
    expect([second?.calls, third?.calls]).toEqual([first?.calls, first?.calls]);
    const other = await authorizerContext(call('/cached', fresh()));
    expect(other?.calls).not.toBe(first?.calls);
  });

  test('keeps denials too', async () => {
    const what = { ...fresh(), policy: [deny()] };
    expect((await call('/cached', what)).status).toBe(403);
    const before = await authorizerContext(call('/cached', fresh()));
    expect((await call('/cached', what)).status).toBe(403);
    const after = await authorizerContext(call('/cached', fresh()));
    expect(Number(after?.calls)).toBe(Number(before?.calls) + 1);
  });

  test('does not keep failures', async () => {
    const what = { ...fresh(), throw: 'once' };
    expect((await call('/cached', what)).status).toBe(500);
    const before = Number((await authorizerContext(call('/cached', fresh())))?.calls);
    expect((await call('/cached', what)).status).toBe(500);
    expect(Number((await authorizerContext(call('/cached', fresh())))?.calls)).toBe(before + 2);
  });

  test('expires with the time to live', async () => {
    const what = fresh();
    const first = await authorizerContext(call('/cached', what));
    gateways.clock.advance(299);
    expect((await authorizerContext(call('/cached', what)))?.calls).toBe(first?.calls);
    gateways.clock.advance(2);
    expect((await authorizerContext(call('/cached', what)))?.calls).not.toBe(first?.calls);
  });

  test('lets a policy end on the very second', async () => {
    const end = new Date(Date.now() + 60_000).toISOString();
    const what = {
      ...fresh(),
      policy: [
        allow({ Condition: { DateLessThan: { 'aws:CurrentTime': end } } }),
        deny({ Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': end } } }),
      ],
    };
    expect((await call('/cached', what)).status).toBe(200);
    gateways.clock.advance(60);
    const late = await call('/cached', what);
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ message: expect.stringContaining('explicit deny') });
  });

  test('evaluates each path by the cached policy', async () => {
    const what = { ...fresh(), policy: [allow({ Resource: arn('/cached') })] };
    expect((await call('/cached', what)).status).toBe(200);
    expect((await call('/cached/other', what)).status).toBe(403);
  });
});

describe('a TOKEN authorizer', () => {
  test('gets the token', async () => {
    const context = await authorizerContext(call('/token', { context: { seen: 'token' } }));
    expect(context).toMatchObject({ principalId: 'tester', seen: 'token' });
  });

  test.each([undefined, 'not (a) token'])('is not called for %s', async (authorization) => {
    const response = await gateways.fetch(
      '/token',
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect(response.status).toBe(401);
  });
});

describe('a user pool authorizer', () => {
  test.each(['good', 'Bearer good', 'bearer  good'])(
    'accepts the token as %s and passes its claims as strings',
    async (authorization) => {
      const context = await authorizerContext(gateways.fetch('/pool', { headers: { authorization } }));
      expect(context).toEqual({ claims: { sub: 'me', exp: 'Thu Jan 01 00:00:00 UTC 1970', groups: 'a,b' } });
    },
  );

  test.each([undefined, '', 'bad', 'Bearer bad', 'Basic good'])(
    'responds to %s with 401',
    async (authorization) => {
      const response = await gateways.fetch(
        '/pool',
        authorization === undefined ? {} : { headers: { authorization } },
      );
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ message: 'Unauthorized' });
    },
  );
});

test('a method that requires an API key refuses every call, because there are no usage plans', async () => {
  const response = await gateways.fetch('/with-api-key', { headers: { 'x-api-key': 'any' } });
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ message: 'Forbidden' });
});
