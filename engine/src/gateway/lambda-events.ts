import { accountId, region } from '../assembly/pseudo-parameters.ts';
import { grouped, type Header } from '../http/message.ts';
import type { Exchange } from './exchange.ts';
import { GatewayError } from './gateway-error.ts';

/** `arn:aws:execute-api:region:account:api/stage/METHOD/path`, with the path that was routed. */
export function methodArn(exchange: Exchange): string {
  const { api, request } = exchange;
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${api.stage.name}/${request.method}${exchange.path}`;
}

/** The event of a `REQUEST` authorizer, as JSON. Unlike in a proxy event, empty maps are not null. */
export function authorizerEvent(exchange: Exchange): string {
  const parts = requestParts(exchange);
  return JSON.stringify({
    type: 'REQUEST',
    methodArn: methodArn(exchange),
    ...parts,
    queryStringParameters: parts.queryStringParameters ?? {},
    multiValueQueryStringParameters: parts.multiValueQueryStringParameters ?? {},
    pathParameters: parts.pathParameters ?? {},
    stageVariables: parts.stageVariables ?? {},
    requestContext: requestContext(exchange),
  });
}

/** The event of a Lambda proxy integration, as JSON. */
export function proxyEvent(exchange: Exchange, isBinary: boolean): string {
  const { body } = exchange.request;
  const event = JSON.stringify({
    ...requestParts(
      exchange,
      exchange.request.headers.filter(([name]) => !withheld.has(name.toLowerCase())),
    ),
    requestContext: {
      ...requestContext(exchange),
      ...(exchange.authorizer === undefined ? {} : { authorizer: exchange.authorizer }),
    },
    body: body.length === 0 ? null : body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: isBinary && body.length > 0,
  });
  // Lambda takes 6 MB, which is 4.5 MB in base64. AWS documents the limit but not the response; this is the
  // nearest type.
  if (event.length > maxEventCharacters) throw new GatewayError('REQUEST_TOO_LARGE');
  return event;
}

const maxEventCharacters = 6 * 1024 * 1024;

// Recorded on AWS: an integration's event lacks these headers of the client. An authorizer's event was not
// recorded.
const withheld = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'upgrade',
  'www-authenticate',
]);

function requestParts(exchange: Exchange, kept: readonly Header[] = exchange.request.headers) {
  const { api, method, request, pathParameters } = exchange;
  // Names stay as the client wrote them, except `Authorization`. The last of several values wins, as in AWS.
  const headers = grouped(
    kept.map(([name, value]) => [name.toLowerCase() === 'authorization' ? 'Authorization' : name, value]),
  );
  const parameters = request.parameters;
  return {
    resource: method?.resourcePath ?? '',
    path: exchange.path,
    httpMethod: request.method,
    headers: lastOfEach(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: orNull(lastOfEach(parameters)),
    multiValueQueryStringParameters: orNull(Object.fromEntries(parameters)),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(api.stage.variables),
  };
}

function requestContext(exchange: Exchange) {
  const { api, identity, method, request } = exchange;
  return {
    accountId,
    apiId: api.id,
    deploymentId: api.stage.deploymentId,
    domainName: exchange.domainName,
    domainPrefix: api.id,
    extendedRequestId: exchange.extendedId,
    httpMethod: request.method,
    identity: {
      accessKey: identity?.accessKey ?? null,
      accountId: identity?.accountId ?? null,
      caller: identity?.caller ?? null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: identity?.user ?? null,
      userAgent: request.header('user-agent') ?? null,
      userArn: identity?.userArn ?? null,
    },
    path: exchange.stagePath,
    protocol: request.protocol,
    requestId: request.id,
    requestTime: exchange.requestTime,
    requestTimeEpoch: exchange.time.getTime(),
    resourceId: method?.resourceId ?? '',
    resourcePath: method?.resourcePath ?? '',
    stage: api.stage.name,
  };
}

function lastOfEach(groups: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...groups].map(([name, values]) => [name, values.at(-1) ?? '']));
}

function orNull<T extends object>(map: T): T | null {
  return Object.keys(map).length === 0 ? null : map;
}
