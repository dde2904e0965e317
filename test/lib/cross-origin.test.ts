import { Match } from 'aws-cdk-lib/assertions';
import { readRoutes } from '../support/routes.ts';
import { resourcesOf, synthesize } from '../support/stacks.ts';

describe('allowedOrigins, of the management API', () => {
  it('lets pages of other origins ask, when they are allowed', async () => {
    const { service } = await synthesize({
      allowedOrigins: ['https://dashboard.example.com', 'https://admin.example.com'],
    });
    const preflights = readRoutes(service, 'Management').filter(({ route }) => route.startsWith('OPTIONS'));
    expect(preflights.map(({ route }) => route)).toContain('OPTIONS /api/v1/notices');
    // Where all bodies are binary, a mock without this answers 500: for its request, and for its response too
    // where a template picks the origin.
    for (const { Properties } of Object.values(resourcesOf(service, 'AWS::ApiGateway::Method')))
      if (Properties.HttpMethod === 'OPTIONS') {
        expect(Properties.Integration.ContentHandling).toBe('CONVERT_TO_TEXT');
        const [response] = Properties.Integration.IntegrationResponses;
        expect(response.ContentHandling).toBe('CONVERT_TO_TEXT');
        expect(response.ResponseTemplates['application/json']).toContain('https://admin.example.com');
      }
    expect(JSON.stringify(resourcesOf(service, 'AWS::ApiGateway::Method'))).toContain(
      "'https://dashboard.example.com'",
    );
  });

  it('lets pages of other origins read that a path does not exist, and when to try again', async () => {
    const { service } = await synthesize({ allowedOrigins: ['https://dashboard.example.com'] });
    const [method] = Object.values(resourcesOf(service, 'AWS::ApiGateway::Method')).filter(
      ({ Properties }) =>
        Properties.HttpMethod === 'ANY' && Properties.RestApiId.Ref.startsWith('Management'),
    );
    expect(method?.Properties.Integration.IntegrationResponses[0].ResponseParameters).toMatchObject({
      'method.response.header.Access-Control-Allow-Origin': "'*'",
    });
    const responses = Object.values(resourcesOf(service, 'AWS::ApiGateway::GatewayResponse'))
      .filter(({ Properties }) => Properties.RestApiId.Ref.startsWith('Management'))
      .map(({ Properties }) => [Properties.ResponseType, Properties.ResponseParameters] as const);
    const exposing = responses.filter(
      ([, headers]) =>
        headers['gatewayresponse.header.Access-Control-Expose-Headers'] === "'Retry-After'" &&
        headers['gatewayresponse.header.Retry-After'],
    );
    expect(exposing.map(([type]) => type).sort()).toEqual([
      'INTEGRATION_FAILURE',
      'INTEGRATION_TIMEOUT',
      'QUOTA_EXCEEDED',
      'THROTTLED',
    ]);
    // Those of the gateway are for programs, not for pages of other origins.
    const plain = await synthesize();
    expect(JSON.stringify(resourcesOf(plain.service, 'AWS::ApiGateway::GatewayResponse'))).not.toContain(
      'Expose',
    );
  });
});

describe('gatewayAllowedOrigins', () => {
  const origin = 'https://app.example.com';
  const upstreamUrl = 'https://upstream.example.com';

  it('lets pages of these origins ask for every path of the gateway but for management by keys, and read why a call is refused', async () => {
    const { service } = await synthesize({ gatewayAllowedOrigins: [origin], upstreamUrl });
    const routesOfGateway = readRoutes(service, 'Gateway');
    const paths = (method: RegExp) =>
      new Set(
        routesOfGateway.flatMap(({ route }) => (method.test(route) ? [route.replace(/^\w+ /, '')] : [])),
      );
    const asked = paths(/^OPTIONS /);
    const isByKey = (path: string) => path.startsWith('/latchkey/v1');
    for (const path of paths(/^(?!OPTIONS )/))
      expect([path, asked.has(path)]).toEqual([path, !isByKey(path)]);
    for (const { route, authorization } of routesOfGateway)
      if (route.startsWith('OPTIONS')) expect(authorization).toBe('NONE');
    const responses = Object.values(resourcesOf(service, 'AWS::ApiGateway::GatewayResponse')).filter(
      ({ Properties }) => Properties.RestApiId.Ref.startsWith('Gateway'),
    );
    expect(responses.length).toBeGreaterThan(10);
    for (const { Properties } of responses)
      expect(Properties.ResponseParameters).toMatchObject({
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      });
    service.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ ALLOWED_ORIGINS: origin }) },
    });
  });

  it('lets nobody ask by default', async () => {
    const { service } = await synthesize({ upstreamUrl });
    expect(readRoutes(service, 'Gateway').filter(({ route }) => route.startsWith('OPTIONS'))).toEqual([]);
    expect(JSON.stringify(service.toJSON())).not.toContain('Access-Control-Allow');
  });
});
