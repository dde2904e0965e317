const before = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
} as const;

const outcome = {
  status: '$context.status',
  responseType: '$context.error.responseType',
} as const;

const after = {
  latencyMs: '$context.responseLatency',
  responseBytes: '$context.responseLength',
} as const;

/**
 * The access log of an API that is called with keys: one JSON object a line, each field with API Gateway's variable
 * for it. No headers, query or body, so that no credential can get into it. Written by the stage, read by the
 * function that counts calls; it imports nothing, so that stacks can take it from here.
 *
 * A client can choose the request id (x-amzn-RequestId), but not the extended one. API Gateway writes `-` where it
 * has no value: account and key are those of a key whose secret was proven, refused or not, and `secretNo` is the number
 * of that secret.
 */
export const keyAccessLog = {
  ...before,
  path: '$context.path',
  ...outcome,
  accountId: '$context.authorizer.accountId',
  accessKey: '$context.authorizer.accessKey',
  secretNo: '$context.authorizer.secretNo',
  code: '$context.authorizer.code',
  ...after,
} as const;

/**
 * As keyAccessLog, of the API whose callers sign in. The route instead of the path: a token that somebody sends instead
 * of an access key must not get into a log.
 */
export const signInAccessLog = {
  ...before,
  route: '$context.resourcePath',
  ...outcome,
  sub: '$context.authorizer.claims.sub',
  ...after,
} as const;

/** As signInAccessLog, of the API whose callers sign with AWS credentials: the user or role, with the name of its session. */
export const operatorAccessLog = {
  ...before,
  route: '$context.resourcePath',
  ...outcome,
  caller: '$context.identity.userArn',
  ...after,
} as const;

/**
 * What a schedule gives to the function that counts calls: the address to call without a key, so that the log has lines
 * when nobody else calls.
 */
export interface Heartbeat {
  heartbeat: string;
}
