import https from 'node:https';
import { connectKeyReader } from '../../lambdas/adapters/key-reader.ts';

const environment = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...environment };
});

const address = { accountId: 'a'.repeat(12), keyId: 'b'.repeat(12) };

// The endpoints of docs.aws.amazon.com/general/latest/gr/ddb.html.
it.each([
  ['us-east-1', undefined, 'dynamodb.us-east-1.amazonaws.com', ''],
  ['eu-central-2', undefined, 'dynamodb.eu-central-2.amazonaws.com', ''],
  ['us-gov-west-1', undefined, 'dynamodb.us-gov-west-1.amazonaws.com', ''],
  ['cn-north-1', undefined, 'dynamodb.cn-north-1.amazonaws.com.cn', ''],
  ['us-east-1', 'https://vpce-1.example.com:8443', 'vpce-1.example.com', '8443'],
])('asks, in %s and with the endpoint %s, %s', async (region, endpoint, hostname, port) => {
  process.env.AWS_REGION = region;
  if (endpoint !== undefined) process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
  const request = jest.spyOn(https, 'request').mockImplementation(() => {
    throw new Error('not sent');
  });
  await expect(connectKeyReader('t').readProof(address)).rejects.toThrow('not sent');
  const [options] = request.mock.calls[0] ?? [];
  expect(options).toMatchObject({
    hostname,
    port,
    headers: {
      host: port ? `${hostname}:${port}` : hostname,
      authorization: expect.stringContaining(`/${region}/dynamodb/`),
    },
  });
});

it('does not start without a region', () => {
  delete process.env.AWS_REGION;
  expect(() => connectKeyReader('t')).toThrow('AWS_REGION');
});
