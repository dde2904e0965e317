import { Match } from 'aws-cdk-lib/assertions';
import { machineRoutes } from '../../lambdas/contract/machine-routes.ts';
import { managementFunctions, routes } from '../../lambdas/contract/routes.ts';
import { alteringFunctions, grants, puttingOnlyToTrails } from '../support/grants.ts';
import { readRoutes } from '../support/routes.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

const byKey = machineRoutes.map(({ method, path }) => `${method} ${path}`);

let plain: Synthesis;
let withUpstream: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
  withUpstream = await synthesize({
    upstreamUrl: 'https://upstream.example.com/base',
    authorizerCacheSeconds: 300,
    maxKeyLifetimeDays: 90,
    defaultKeyLifetimeDays: 30,
    allowNeverExpires: false,
  });
});

describe('the service stack', () => {
  it('has an authorizer on every method, but for the description of the API and the links in mails', () => {
    const open = readRoutes(withUpstream.service, '').filter(
      ({ authorization, integration }) => authorization === 'NONE' && integration !== 'MOCK',
    );
    expect(open.map(({ route }) => route).sort()).toEqual([
      'GET /api/v1/notice-emails/confirmation',
      'GET /api/v1/notice-emails/unsubscribe',
      'GET /api/v1/openapi.json',
      'POST /api/v1/notice-emails/confirmation',
      'POST /api/v1/notice-emails/unsubscribe',
    ]);
    const gateway = readRoutes(withUpstream.service, 'Gateway').filter(
      ({ integration }) => integration !== 'MOCK',
    );
    expect(gateway.map(({ route }) => route).sort()).toEqual(
      [
        ...byKey,
        'ANY /',
        'ANY /latchkey',
        'ANY /latchkey/{proxy+}',
        'ANY /v1',
        'ANY /v1/{proxy+}',
        'ANY /{proxy+}',
        'GET /v1/whoami',
        'POST /v1/whoami/rotations',
      ].sort(),
    );
    for (const { authorization } of gateway) expect(authorization).toBe('CUSTOM');
  });

  it('has a route of its own for every path and method that it does not serve', () => {
    const refused = (template: Synthesis, api: string) =>
      readRoutes(template.service, api).flatMap(({ route, integration }) =>
        integration === 'MOCK' ? [route] : [],
      );
    expect(refused(plain, 'Management').sort()).toEqual(['ANY /', 'ANY /{proxy+}']);
    const reserved = [
      'ANY /latchkey/v1',
      'ANY /latchkey/v1/keys',
      'ANY /latchkey/v1/keys/{accessKey}',
      'ANY /latchkey/v1/keys/{accessKey}/expire',
      'ANY /latchkey/v1/keys/{accessKey}/rotations',
      'ANY /latchkey/v1/keys/{accessKey}/usage',
      'ANY /latchkey/v1/{proxy+}',
      'ANY /v1/whoami',
      'ANY /v1/whoami/rotations',
    ];
    expect(refused(plain, 'Gateway').sort()).toEqual(['ANY /', ...reserved, 'ANY /{proxy+}']);
    // Whatever the upstream is, it never gets these.
    expect(refused(withUpstream, 'Gateway').sort()).toEqual(reserved);
  });

  it('returns a problem document there, whatever the type of the body', () => {
    const mocks = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Method'))
      .map(({ Properties }) => Properties)
      .filter(({ Integration }) => Integration.Type === 'MOCK');
    expect(mocks).toHaveLength(15);
    for (const { Integration, AuthorizationType, MethodResponses } of mocks) {
      expect(AuthorizationType).toBe('NONE');
      // With all media types binary, templates need text on both sides.
      expect(Integration).toMatchObject({ ContentHandling: 'CONVERT_TO_TEXT', PassthroughBehavior: 'NEVER' });
      expect(JSON.parse(Integration.RequestTemplates['application/json'])).toEqual({ statusCode: 404 });
      const [response, ...others] = Integration.IntegrationResponses;
      expect(others).toEqual([]);
      expect(response).toMatchObject({ StatusCode: '404', ContentHandling: 'CONVERT_TO_TEXT' });
      expect(JSON.parse(response.ResponseTemplates['application/json'])).toMatchObject({
        status: 404,
        code: 'not_found',
        requestId: '$context.requestId',
      });
      expect(response.ResponseParameters).toEqual({
        'method.response.header.Content-Type': "'application/problem+json'",
        'method.response.header.Cache-Control': "'no-store'",
      });
      expect(Object.keys(MethodResponses[0].ResponseParameters).sort()).toEqual(
        Object.keys(response.ResponseParameters).sort(),
      );
    }
    // A body that is not JSON matches no request template; nothing else in these APIs asks for a type.
    const types = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::GatewayResponse')).filter(
      ({ Properties }) => Properties.ResponseType === 'UNSUPPORTED_MEDIA_TYPE',
    );
    expect(types.map(({ Properties }) => Properties.StatusCode)).toEqual(['404', '404', '404']);
  });

  it('has every call of the management API, no other, and asks for a sign-in on all but the open ones', () => {
    const deployed = readRoutes(plain.service, 'Management').flatMap(
      ({ route, authorization, integration }) => (integration === 'MOCK' ? [] : [{ route, authorization }]),
    );
    const wanted = routes.map(({ method, path, function: name }) => ({
      route: `${method} ${path}`,
      authorization: managementFunctions[name].openBecause ? 'NONE' : 'COGNITO_USER_POOLS',
    }));
    const byRoute = (a: { route: string }, b: { route: string }) => (a.route < b.route ? -1 : 1);
    expect(deployed.toSorted(byRoute)).toEqual(wanted.toSorted(byRoute));
  });

  it('passes nothing on without an upstream', () => {
    const served = readRoutes(plain.service, 'Gateway').filter(({ integration }) => integration !== 'MOCK');
    expect(served.map(({ route }) => route).sort()).toEqual(
      [...byKey, 'GET /v1/whoami', 'POST /v1/whoami/rotations'].sort(),
    );
  });

  it('calls the authorizer each time by default, and caches by the Authorization header only', () => {
    plain.service.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: Match.absent(),
    });
    withUpstream.service.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: 'method.request.header.Authorization',
    });
  });

  it('tells the upstream who called, and keeps the secret from it', () => {
    const proxied = Object.values(resourcesOf(withUpstream.service, 'AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties.Integration.Type === 'HTTP_PROXY',
    );
    expect(proxied.map(({ Properties }) => Properties.Integration.Uri).sort()).toEqual([
      'https://upstream.example.com/base/',
      'https://upstream.example.com/base/latchkey',
      'https://upstream.example.com/base/latchkey/{proxy}',
      'https://upstream.example.com/base/v1',
      'https://upstream.example.com/base/v1/{proxy}',
      'https://upstream.example.com/base/{proxy}',
    ]);
    for (const { Properties } of proxied) {
      expect(Properties.Integration.RequestParameters).toMatchObject({
        'integration.request.header.x-latchkey-account-id': 'context.authorizer.accountId',
        'integration.request.header.x-latchkey-access-key': 'context.authorizer.accessKey',
        'integration.request.header.x-latchkey-expires-at': 'context.authorizer.expiresAt',
        'integration.request.header.Authorization': "' '",
        'integration.request.header.x-api-key': "' '",
      });
    }
  });

  it('grants each function exactly what it does to the table, and nothing else', () => {
    expect(grants(withUpstream.service)).toEqual({
      ManagementAccount: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ManagementConfirmation: ['GetItem', 'PutItem', 'UpdateItem'],
      ManagementRotations: ['GetItem', 'PutItem', 'UpdateItem'],
      ManagementTrail: ['BatchGetItem', 'GetItem', 'Query'],
      ManagementInventory: ['BatchGetItem', 'GetItem', 'Query'],
      ManagementKeys: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ManagementNotices: ['GetItem', 'Query'],
      ManagementOpenapi: [],
      GatewayKeysFunction: ['GetItem'],
      GatewayKeysUseFunction: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
      GatewayWhoami: ['GetItem'],
      GatewaySelfRotation: ['GetItem', 'PutItem', 'UpdateItem'],
      OperatorAccounts: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      OperatorExport: ['BatchGetItem', 'GetItem', 'Query'],
      OperatorDeletion: ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      OperatorLeakedTokens: ['GetItem', 'PutItem', 'UpdateItem'],
    });
  });

  it('lets no function alter a trail, and some put nothing else than its lines', () => {
    for (const { service, notices } of [plain, withUpstream]) {
      const altering = [...alteringFunctions(service), ...alteringFunctions(notices)];
      expect(altering.length).toBeGreaterThan(6);
      for (const { id, denied } of altering) {
        const isDeletion = id === 'OperatorDeletion';
        expect([id, denied]).toEqual([id, isDeletion ? 'UpdateItem' : 'all that it may do otherwise']);
      }
    }
    expect(puttingOnlyToTrails(plain.service)).toEqual([
      'GatewayKeysUseFunction',
      'GatewaySelfRotation',
      'ManagementConfirmation',
      'ManagementRotations',
      'OperatorLeakedTokens',
    ]);
  });

  it('gives the key limit only to the functions that create keys or tell of it', () => {
    const functions = Object.entries(resourcesOf(plain.service, 'AWS::Lambda::Function'));
    const limited = functions.filter(
      ([, { Properties }]) => 'MAX_KEYS_PER_ACCOUNT' in Properties.Environment.Variables,
    );
    expect(limited.map(([id]) => id.slice(0, -8))).toEqual([
      'ManagementAccount',
      'ManagementKeys',
      'OperatorAccounts',
      'OperatorExport',
      'OperatorDeletion',
    ]);
  });

  it('tells the functions that set dates how long keys may live, if that is limited', () => {
    const policies = ({ service }: Synthesis) =>
      Object.entries(resourcesOf(service, 'AWS::Lambda::Function')).flatMap(([id, { Properties }]) => {
        const given = Object.entries<string>(Properties.Environment.Variables).filter(([name]) =>
          /LIFETIME|NEVER/.test(name),
        );
        return given.length > 0 ? [[id.slice(0, -8), Object.fromEntries(given)]] : [];
      });
    const policy = {
      MAX_KEY_LIFETIME_DAYS: '90',
      DEFAULT_KEY_LIFETIME_DAYS: '30',
      ALLOW_NEVER_EXPIRES: 'false',
    };
    expect(Object.fromEntries(policies(withUpstream))).toEqual({
      ManagementAccount: policy,
      ManagementKeys: policy,
      ManagementRotations: policy,
      OperatorAccounts: policy,
      OperatorExport: policy,
      OperatorDeletion: policy,
    });
    expect(policies(plain)).toEqual([]);
  });

  it('runs every function on Node.js 24 and arm64, with a log that ends and a time limit below that of API Gateway', () => {
    const functions = Object.values(resourcesOf(plain.service, 'AWS::Lambda::Function'));
    expect(functions).toHaveLength(16);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogGroup: expect.anything() },
      });
      expect(Properties.Timeout).toBeLessThan(29);
    }
    for (const { Properties } of Object.values(resourcesOf(plain.service, 'AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90);
    }
  });

  it('throttles the APIs as it is told, the operator API as the management API', async () => {
    const { service } = await synthesize({
      gatewayRateLimit: 7,
      gatewayBurstLimit: 8,
      managementRateLimit: 3,
      managementBurstLimit: 4,
    });
    const limits = Object.values(resourcesOf(service, 'AWS::ApiGateway::Stage')).map(({ Properties }) => [
      Properties.MethodSettings[0].ThrottlingRateLimit,
      Properties.MethodSettings[0].ThrottlingBurstLimit,
    ]);
    expect(limits.sort()).toEqual([
      [3, 4],
      [3, 4],
      [7, 8],
    ]);
  });

  it("returns a problem document of the same status for each of API Gateway's own errors", () => {
    const responses = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::GatewayResponse'));
    const types = new Set(responses.map(({ Properties }) => Properties.ResponseType));
    for (const type of [
      'ACCESS_DENIED',
      'DEFAULT_4XX',
      'DEFAULT_5XX',
      'MISSING_AUTHENTICATION_TOKEN',
      'THROTTLED',
      'UNAUTHORIZED',
    ]) {
      expect(types).toContain(type);
    }
    for (const { Properties } of responses) {
      const body = JSON.parse(Properties.ResponseTemplates['application/json']);
      expect(String(body.status)).toBe(Properties.StatusCode);
      const errors = body.code === 'invalid_request' ? ['errors'] : [];
      expect(Object.keys(body)).toEqual([
        'type',
        'title',
        'status',
        'detail',
        'code',
        ...errors,
        'requestId',
      ]);
      expect(Properties.ResponseParameters['gatewayresponse.header.Content-Type']).toBe(
        "'application/problem+json'",
      );
      const challenge = Properties.ResponseParameters['gatewayresponse.header.WWW-Authenticate'];
      expect(challenge !== undefined).toBe(Properties.StatusCode === '401');
      const patience = Properties.ResponseParameters['gatewayresponse.header.Retry-After'];
      expect(patience).toBe(/429|503/.test(Properties.StatusCode) ? "'5'" : undefined);
      // Java's HttpClient takes only the first scheme, and knows Basic.
      if (challenge?.includes('Basic')) expect(challenge).toMatch(/^'Basic .*, Bearer /);
    }
  });

  it('leaves the log role of the AWS account alone when told to', async () => {
    plain.service.resourceCountIs('AWS::ApiGateway::Account', 1);
    (await synthesize({ apiGatewayLogRole: false })).service.resourceCountIs('AWS::ApiGateway::Account', 0);
  });
});

it('asks the user pool for ID tokens: with scopes, API Gateway would take access tokens', () => {
  const signedIn = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Method'))
    .map(({ Properties }) => Properties)
    .filter(({ AuthorizationType }) => AuthorizationType === 'COGNITO_USER_POOLS');
  expect(signedIn.length).toBeGreaterThan(10);
  for (const method of signedIn) expect(method).not.toHaveProperty('AuthorizationScopes');
});
