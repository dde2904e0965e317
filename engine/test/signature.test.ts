import { verifySignature } from '../src/gateway/authorizers/signature.ts';
import { HttpRequest } from '../src/http/message.ts';

const callers = [{ accessKeyId: 'local', secretAccessKey: 'local' }];
const signedAt = new Date('2026-11-28T16:42:47Z');
const scope = '20261128/us-east-1/execute-api/aws4_request';

interface Signed {
  method?: string;
  target?: string;
  signedHeaders?: string;
  signature?: string;
  scope?: string;
  date?: string;
  accessKey?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** As curl 7.88 signed it (--aws-sigv4 aws:amz:us-east-1:execute-api -u local:local), unless told otherwise. */
function request(change: Signed = {}): HttpRequest {
  const signed = {
    method: 'GET',
    target: '/v1/accounts?email=ada%40example.com',
    signedHeaders: 'host;x-amz-date',
    signature: 'd790aa7188cd361e3070375e87cf743a06745611d0c1d2e815acc267f43aa572',
    scope,
    date: '20261128T164247Z',
    accessKey: 'local',
    body: '',
    headers: {},
    ...change,
  };
  const authorization = `AWS4-HMAC-SHA256 Credential=${signed.accessKey}/${signed.scope}, SignedHeaders=${signed.signedHeaders}, Signature=${signed.signature}`;
  return new HttpRequest({
    id: 'id',
    method: signed.method,
    target: signed.target,
    headers: Object.entries({
      Host: 'localhost:4003',
      Authorization: authorization,
      'X-Amz-Date': signed.date,
      'User-Agent': 'curl/7.88.1',
      ...signed.headers,
    }),
    body: Buffer.from(signed.body),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
  });
}

const put: Signed = {
  method: 'PUT',
  target: '/v1/accounts/by-external-id/customer-17',
  signedHeaders: 'content-type;host;x-amz-date',
  signature: 'eff786320b6bf1da8d578ee5c5fe8308ca9057e5a480f71dc163524890efda6a',
  body: '{"email":"ada@example.com"}',
  headers: { 'content-type': 'application/json' },
};

/** As botocore 1.43 signed it, which encodes the path a second time. */
const encodedPath: Signed = {
  ...put,
  target: '/v1/accounts/by-external-id/ada%40example.com%3A1',
  signature: '5380b24c2a18587d1112b1d6c97d1b2ebc60ed1a0ceb20dccc50e480b5ab473e',
  date: '20261128T164323Z',
};
const encodedQuery: Signed = {
  ...put,
  method: 'GET',
  target: '/v1/accounts?email=ada%2Btag%40example.com&limit=5',
  signature: '6bcb84d7b9683e6696d04c961dc104fbca21f934e6c03f433a633f4a6f1313c5',
  date: '20261128T164323Z',
  body: '',
};

test.each([
  ['curl, with a query', request()],
  ['curl, with a body and its type', request(put)],
  ['botocore, with reserved characters in the path', request(encodedPath)],
  ['botocore, with several parameters', request(encodedQuery)],
])('takes the signature of %s', async (_, signed) => {
  expect(await verifySignature(signed, callers, signedAt)).toBe(callers[0]);
});

test.each<[string, Signed]>([
  ['another method', { method: 'DELETE' }],
  ['another path', { target: '/v1/accounts/x?email=ada%40example.com' }],
  ['another query', { target: '/v1/accounts?email=eve%40example.com' }],
  ['another host', { headers: { Host: 'localhost:4000' } }],
  ['another body', { ...put, body: '{"email":"eve@example.com"}' }],
  ['a hash of the body that is not', { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }],
  ['an unknown access key', { accessKey: 'nobody' }],
  ['another region', { scope: scope.replace('us-east-1', 'eu-west-1') }],
  ['another service', { scope: scope.replace('execute-api', 's3') }],
  ['the day of another date', { scope: scope.replace('28', '27') }],
  ['another time', { date: '20261128T164248Z' }],
  ['one digit changed', { signature: 'd790aa7188cd361e3070375e87cf743a06745611d0c1d2e815acc267f43aa573' }],
])('refuses a signature with %s', async (_, change) => {
  await expect(verifySignature(request(change), callers, signedAt)).rejects.toMatchObject({
    type: 'INVALID_SIGNATURE',
    status: 403,
  });
});

test.each([
  ['exactly five minutes old', 300, true],
  ['older', 301, false],
  ['five minutes ahead', -300, true],
  ['further ahead', -301, false],
])('judges a signature that is %s', async (_, ageSeconds, isValid) => {
  const verified = verifySignature(request(), callers, new Date(signedAt.getTime() + ageSeconds * 1000));
  if (isValid) expect(await verified).toBe(callers[0]);
  else await expect(verified).rejects.toMatchObject({ type: 'INVALID_SIGNATURE' });
});

test.each<[string, Record<string, string>]>([
  ['a bearer token', { Authorization: 'Bearer x' }],
  ['no time', { 'X-Amz-Date': '' }],
  ['a time that is none', { 'X-Amz-Date': '20269999T999999Z' }],
])('reports what is no signature: %s', async (_, headers) => {
  await expect(verifySignature(request({ headers }), callers, signedAt)).rejects.toMatchObject({
    type: 'DEFAULT_4XX',
  });
});

test('reports that there is no signature', async () => {
  const { id, method, body, sourceIp, protocol, path: target } = request();
  const unsigned = new HttpRequest({ id, method, target, headers: [], body, sourceIp, protocol });
  await expect(verifySignature(unsigned, callers, signedAt)).rejects.toMatchObject({
    type: 'MISSING_AUTHENTICATION_TOKEN',
  });
});
