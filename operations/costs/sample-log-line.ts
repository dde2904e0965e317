/** What a typical call of a customer puts into the access log, by API Gateway's name. */
const typical: Record<string, string> = {
  'context.requestId': '76be4dfb-4ef7-43aa-9274-f3bcd445f929',
  'context.extendedRequestId': 'VcQhGEXAIAMFZyQ=',
  'context.requestTime': '23/Nov/2026:12:37:23 +0000',
  'context.requestTimeEpoch': '1795437443000',
  'context.identity.sourceIp': '203.0.113.117',
  'context.httpMethod': 'GET',
  'context.path': '/live/orders/1042',
  'context.status': '200',
  'context.authorizer.accountId': 'kpB5igZRqqFS',
  'context.authorizer.accessKey': 'kpB5igZRqqFSGIcAvQzKW6Gx',
  'context.authorizer.secretNo': '1',
  'context.responseLatency': '42',
  'context.responseLength': '1180',
};

/**
 * The length of an access log's line in bytes.
 * @param format of the stage, with `$context…` variables; one without a typical value is absent, for which
 * API Gateway writes `-`
 */
export function measureLogLine(format: string): number {
  const line = format.replace(/\$(context(?:\.\w+)+)/g, (_, name: string) => typical[name] ?? '-');
  return Buffer.byteLength(`${line}\n`);
}
