import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { findCredentials, findRegion } from '../src/api/aws.ts';
import { findEndpoint } from '../src/api/endpoint.ts';
import { FakeApi, latchkey } from './support/fake-api.ts';
import { account, accountId } from './support/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-aws-'));
const before = process.env;
const cloudFormation = mockClient(CloudFormationClient);

beforeAll(() => {
  writeFileSync(
    join(folder, 'config'),
    '[profile support]\nregion = eu-west-3\naws_access_key_id = AKIASUPPORT\naws_secret_access_key = secret\n',
  );
});
beforeEach(() => {
  cloudFormation.reset();
  const ours = Object.entries(before).filter(([name]) => !name.startsWith('AWS_'));
  process.env = {
    ...Object.fromEntries(ours),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
});
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

it('finds credentials and region in a profile, by option or environment', async () => {
  const ofProfile = { accessKeyId: 'AKIASUPPORT', secretAccessKey: 'secret' };
  expect(await findCredentials('support')).toMatchObject(ofProfile);
  expect(await findRegion('support')).toBe('eu-west-3');
  process.env.AWS_PROFILE = 'support';
  expect(await findCredentials(undefined)).toMatchObject(ofProfile);
  expect(await findRegion(undefined)).toBe('eu-west-3');
});

it('says what to do without credentials or a region', async () => {
  await expect(findCredentials(undefined)).rejects.toMatchObject({
    exitCode: 4,
    advice: [expect.stringContaining('--profile'), expect.anything()],
  });
  await expect(findRegion(undefined)).rejects.toMatchObject({ exitCode: 2 });
});

it('takes the address from the output of the stack, and signs for its region with the session', async () => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAME',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_SESSION_TOKEN: 'session',
  });
  const OutputValue = 'https://abc.execute-api.eu-west-3.amazonaws.com/prod/';
  cloudFormation.on(DescribeStacksCommand, { StackName: 'Latchkey-prod-Service' }).resolves({
    Stacks: [
      {
        StackName: 's',
        CreationTime: new Date(),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [{ OutputKey: 'OperatorApiUrl', OutputValue }],
      },
    ],
  });
  const api = new FakeApi().on(`GET /prod/v1/accounts/${accountId}`, { body: account() });
  const args = ['accounts', 'show', accountId, '--stack', 'Latchkey-prod-Service', '--region', 'eu-west-3'];
  expect(await latchkey(api, args)).toMatchObject({ exitCode: 0 });
  const { authorization, 'x-amz-security-token': token } = api.calls[0]?.headers ?? {};
  expect(authorization).toMatch(/Credential=AKIAME\/\d{8}\/eu-west-3\/execute-api\/aws4_request/);
  expect(token).toBe('session');
});

it('says why a stack gives no address', async () => {
  const find = () => findEndpoint({ stack: 'Other', region: 'eu-west-3' }, {});
  cloudFormation
    .on(DescribeStacksCommand)
    .resolvesOnce({ Stacks: [] })
    .rejects(new Error('Stack with id Other does not exist'));
  await expect(find()).rejects.toMatchObject({
    exitCode: 2,
    message: 'The stack Other has no output OperatorApiUrl.',
  });
  await expect(find()).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining('does not exist'),
  });
});
