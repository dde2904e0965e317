import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { echoed, Gateways, startMs } from './support/gateway.ts';

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start();
}, startMs);
afterAll(() => gateways.close());

describe('IAM authorization', () => {
  async function signed(accessKeyId: string, method: string, path: string): Promise<Response> {
    const url = new URL(gateways.url(path, 'Signed'));
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey: 'local' },
      sha256: Sha256,
    });
    const { hostname, pathname, host, protocol } = url;
    const request = { method, protocol, hostname, path: pathname, headers: { host } };
    const { headers } = await signer.sign(request);
    return fetch(url, { method, headers });
  }

  test('lets the local administrator in, and tells the function who called', async () => {
    const { event } = await echoed(signed('local', 'POST', '/items/1'));
    expect(event.requestContext.identity).toMatchObject({
      accountId: '000000000000',
      accessKey: 'local',
      userArn: 'arn:aws:iam::000000000000:user/local',
    });
    expect(event.requestContext.authorizer).toBeUndefined();
  });

  test('lets the holder of a managed policy do what that allows', async () => {
    expect((await signed('ReadItems', 'GET', '/items/1')).status).toBe(200);
    const refused = await signed('ReadItems', 'POST', '/items/1');
    expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    expect(await refused.text()).toContain('user/ReadItems is not authorized to perform: execute-api:Invoke');
  });

  test('refuses a call without a signature', async () => {
    const refused = await gateways.fetch('/items', { api: 'Signed' });
    expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
  });
});
