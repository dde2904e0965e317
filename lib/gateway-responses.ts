import {
  GatewayResponse,
  type IRestApi,
  type ResponseType,
  ResponseType as Type,
} from 'aws-cdk-lib/aws-apigateway';
import {
  type ProblemCode,
  patienceSeconds,
  problemCatalogue,
  problemType,
  saysWhenToRetry,
} from '../lambdas/core/problem-catalogue.ts';

/** What API Gateway says of callers with IAM authorization. */
const signatureTypes: readonly ResponseType[] = [
  Type.ACCESS_DENIED,
  Type.DEFAULT_4XX,
  Type.EXPIRED_TOKEN,
  Type.INVALID_SIGNATURE,
  Type.MISSING_AUTHENTICATION_TOKEN,
  Type.UNAUTHORIZED,
];

/** The problem that each of API Gateway's own responses becomes. */
export type ProblemByResponse = readonly (readonly [ResponseType, ProblemCode])[];

/**
 * How a client may authenticate, for `WWW-Authenticate`. Some HTTP libraries send Basic only when it is
 * offered, and Java's HttpClient only when it is offered first.
 */
const signInChallenge = 'Bearer realm="latchkey"';
const keyChallenge = 'Basic realm="latchkey", Bearer realm="latchkey"';

/**
 * Responses that any of Latchkey's REST APIs can return. DEFAULT_4XX is left with requests that API Gateway
 * can't parse: unknown-routes.ts answers paths that do not exist. But for the operator API, no method requires an AWS
 * signature, so an error about one means such a path.
 */
const commonResponses: ProblemByResponse = [
  [Type.BAD_REQUEST_BODY, 'invalid_request'],
  [Type.BAD_REQUEST_PARAMETERS, 'invalid_request'],
  [Type.DEFAULT_4XX, 'invalid_request'],
  [Type.DEFAULT_5XX, 'internal_error'],
  [Type.API_CONFIGURATION_ERROR, 'internal_error'],
  [Type.INVALID_SIGNATURE, 'not_found'],
  [Type.MISSING_AUTHENTICATION_TOKEN, 'not_found'],
  [Type.RESOURCE_NOT_FOUND, 'not_found'],
  [Type.QUOTA_EXCEEDED, 'rate_limited'],
  [Type.THROTTLED, 'rate_limited'],
  [Type.REQUEST_TOO_LARGE, 'payload_too_large'],
  // Only the routes for what does not exist ask for a type (unknown-routes.ts); functions check their own.
  [Type.UNSUPPORTED_MEDIA_TYPE, 'not_found'],
  [Type.WAF_FILTERED, 'request_blocked'],
];

/** The management API's: the user pool refuses sign-ins, and a function that fails is our own. */
export const managementResponses: ProblemByResponse = [
  ...commonResponses,
  [Type.ACCESS_DENIED, 'unauthenticated'],
  [Type.EXPIRED_TOKEN, 'unauthenticated'],
  [Type.UNAUTHORIZED, 'unauthenticated'],
  [Type.AUTHORIZER_CONFIGURATION_ERROR, 'internal_error'],
  [Type.AUTHORIZER_FAILURE, 'internal_error'],
  [Type.INTEGRATION_FAILURE, 'unavailable'],
  [Type.INTEGRATION_TIMEOUT, 'unavailable'],
];

/**
 * The operator API's. DEFAULT_4XX is also what API Gateway has for an Authorization that is no AWS signature, and perhaps for an
 * unknown access key.
 */
export const operatorResponses: ProblemByResponse = [
  ...managementResponses.filter(([type]) => !signatureTypes.includes(type)),
  [Type.ACCESS_DENIED, 'not_permitted'],
  [Type.DEFAULT_4XX, 'signature_invalid'],
  [Type.EXPIRED_TOKEN, 'signature_invalid'],
  [Type.INVALID_SIGNATURE, 'signature_invalid'],
  [Type.MISSING_AUTHENTICATION_TOKEN, 'signature_missing'],
  [Type.UNAUTHORIZED, 'signature_invalid'],
];

/**
 * What an API behind the key authorizer needs besides its own responses: the authorizer's, except
 * ACCESS_DENIED.
 */
export const authorizerResponses: ProblemByResponse = [
  [Type.UNAUTHORIZED, 'credentials_missing'],
  [Type.AUTHORIZER_CONFIGURATION_ERROR, 'authorizer_unavailable'],
  [Type.AUTHORIZER_FAILURE, 'authorizer_unavailable'],
];

/** The gateway's. */
export const gatewayResponses: ProblemByResponse = [
  ...commonResponses,
  ...authorizerResponses,
  [Type.EXPIRED_TOKEN, 'key_invalid'],
  [Type.INTEGRATION_FAILURE, 'bad_gateway'],
  [Type.INTEGRATION_TIMEOUT, 'gateway_timeout'],
];

/**
 * Turns API Gateway's own responses into problem details with Latchkey's codes.
 * @param headers additional headers; values are mapping expressions, with static text in single quotes
 */
export function addProblemResponses(
  api: IRestApi,
  responses: ProblemByResponse,
  headers: Record<string, string> = {},
): void {
  for (const [type, code] of responses) addResponse(api, type, code, problemTemplate(code), headers);
}

/** The problem document of a code, with `$context` for what only API Gateway knows. */
export function problemTemplate(code: ProblemCode): string {
  const { status, title, detail } = problemCatalogue[code];
  // API Gateway offers nothing more exact, and its own text may reveal internals.
  const errors = [{ field: '', detail: 'The path, the query, a header or the body could not be read.' }];
  const body = {
    type: problemType(code),
    title,
    status,
    detail,
    code,
    ...(code === 'invalid_request' && { errors }),
  };
  return JSON.stringify(body).replace(/}$/, ',"requestId":"$context.requestId"}');
}

/**
 * Gives the reason for the key authorizer's Deny, which is in the context that it returned. API Gateway has
 * one status for all denials; 401 is what clients understand as a problem with their credential.
 */
export function addDenialResponse(api: IRestApi, headers: Record<string, string> = {}): void {
  const fromAuthorizer = (name: string) => `"$context.authorizer.${name}"`;
  const body =
    `{"type":"${problemType('key_invalid').replace('key_invalid', '$context.authorizer.code')}",` +
    `"title":${fromAuthorizer('title')},"status":401,"detail":${fromAuthorizer('detail')},` +
    `"code":${fromAuthorizer('code')},"requestId":"$context.requestId"}`;
  addResponse(api, Type.ACCESS_DENIED, 'key_invalid', body, headers);
}

function addResponse(
  api: IRestApi,
  type: ResponseType,
  code: ProblemCode,
  body: string,
  headers: Record<string, string> = {},
): void {
  const { status } = problemCatalogue[code];
  const retry = saysWhenToRetry(status) && { 'Retry-After': `'${patienceSeconds}'` };
  new GatewayResponse(api, `Response${type.responseType}`, {
    restApi: api,
    type,
    statusCode: String(status),
    responseHeaders: {
      ...headers,
      'Cache-Control': "'no-store'",
      'Content-Type': "'application/problem+json'",
      ...retry,
      // Pages of other origins see only the headers that are named.
      ...(retry &&
        'Access-Control-Allow-Origin' in headers && { 'Access-Control-Expose-Headers': "'Retry-After'" }),
      ...(status === 401 && {
        'WWW-Authenticate': `'${code === 'unauthenticated' ? signInChallenge : keyChallenge}'`,
      }),
    },
    // API Gateway picks the template by the Accept header and falls back to application/json.
    templates: { 'application/json': body },
  });
}
