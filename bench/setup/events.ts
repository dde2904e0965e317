import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

/** Headers of a simple client, as they reach API Gateway. */
const clientHeaders = {
  Accept: 'application/json',
  'Accept-Encoding': 'gzip, br',
  Host: 'abc123defg.execute-api.us-east-1.amazonaws.com',
  'User-Agent': 'example-client/1.4.2',
  'X-Amzn-Trace-Id': 'Root=1-6923a1b2-0a1b2c3d4e5f60718293a4b5',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
};

/** The event that API Gateway sends the authorizer for a call with `token`, as JSON. */
export function authorizerEvent(token: string): string {
  const headers: Record<string, string> = { ...clientHeaders, Authorization: `Bearer ${token}` };
  const event: Omit<APIGatewayRequestAuthorizerEvent, 'requestContext'> & { requestContext: object } = {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:123456789012:abc123defg/live/GET/v1/whoami',
    resource: '/v1/whoami',
    path: '/v1/whoami',
    httpMethod: 'GET',
    headers,
    multiValueHeaders: multiply(headers),
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    pathParameters: {},
    stageVariables: {},
    requestContext: requestContext('GET', '/v1/whoami', {}),
  };
  return JSON.stringify(event);
}

/** The event that API Gateway sends a management function for a call of an account holder, as JSON. */
export function managementEvent(
  method: string,
  path: string,
  sub: string,
  query: Record<string, string> = {},
): string {
  const claims = { sub, email: 'holder@example.com', aud: 'client', token_use: 'id' };
  const event: Omit<APIGatewayProxyEvent, 'requestContext'> & { requestContext: object } = {
    resource: path,
    path,
    httpMethod: method,
    headers: clientHeaders,
    multiValueHeaders: multiply(clientHeaders),
    queryStringParameters: query,
    multiValueQueryStringParameters: multiply(query),
    pathParameters: null,
    stageVariables: null,
    requestContext: requestContext(method, path, { claims }),
    body: null,
    isBase64Encoded: false,
  };
  return JSON.stringify(event);
}

function requestContext(httpMethod: string, path: string, authorizer: object): object {
  return {
    accountId: '123456789012',
    apiId: 'abc123defg',
    authorizer,
    httpMethod,
    identity: { sourceIp: '203.0.113.7', userAgent: 'example-client/1.4.2' },
    path: `/live${path}`,
    protocol: 'HTTP/1.1',
    requestId: '5f0c1e2d-8a7b-4c6d-9e0f-1a2b3c4d5e6f',
    resourcePath: path,
    stage: 'live',
  };
}

function multiply(headers: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
