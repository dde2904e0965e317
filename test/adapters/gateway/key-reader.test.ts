import https from 'node:https';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { connectKeyReader } from '../../../lambdas/adapters/gateway/key-reader.ts';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { accountItemKey, keyItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

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
])('calls, in %s and with the endpoint %s, %s', async (region, endpoint, hostname, port) => {
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
    headers: expect.arrayContaining([
      port ? `${hostname}:${port}` : hostname,
      expect.stringContaining(`/${region}/dynamodb/`),
    ]),
  });
});

it('signs with the credentials that the environment has, at most a second later', async () => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2027-01-01T00:00:00Z'));
  process.env.AWS_REGION = 'us-east-1';
  const signedBy: string[] = [];
  jest.spyOn(https, 'request').mockImplementation((options) => {
    const headers = (options as unknown as { headers: string[] }).headers.join(' ');
    signedBy.push(headers.replace(/.*Credential=(\w+).*x-amz-security-token (\w+).*/, '$1 $2'));
    throw new Error('not sent');
  });
  const keys = connectKeyReader('t');
  const call = () => expect(keys.readProof(address)).rejects.toThrow('not sent');
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'FIRST', AWS_SESSION_TOKEN: 'one' });
  await call();
  await call();
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'SECOND', AWS_SESSION_TOKEN: 'two' });
  clock.mockReturnValue(Date.parse('2027-01-01T00:00:01Z'));
  await call();
  // A call that fails is repeated.
  expect([...new Set(signedBy)]).toEqual(['FIRST one', 'SECOND two']);
});

it('does not start without a region', () => {
  delete process.env.AWS_REGION;
  expect(() => connectKeyReader('t')).toThrow('AWS_REGION');
});

describe('a key in use', () => {
  const expiresAt = new Date('2027-01-01T00:00:00.000Z');
  let table: TestTable;
  let signIns = 0;
  beforeAll(async () => {
    table = await openTestTable();
  });
  afterAll(() => table.close());

  const reader = () => {
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: table.endpoint });
    return connectKeyReader(table.tableName);
  };
  async function newKey(expires: Date | null = expiresAt) {
    const client = new TableClient(table.documents, table.tableName);
    const accounts = new AccountCreation(client, [30]);
    const signIn = { sub: `s${++signIns}`, email: 'a@example.com' };
    const { account } = await accounts.ensure(signIn, new Date());
    const keys = new KeyStore(client, [30]);
    const fields = { name: 'Prüfung "🔑" \\', description: null, expiresAt: expires };
    const { key } = await keys.create(account, fields, { keyLimit: 100, now: new Date() });
    return { accounts, keys, key };
  }
  const damage = (Key: object, name: string, value: unknown) =>
    table.documents.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key,
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );

  it('has its name and its expiration date', async () => {
    const { key } = await newKey();
    const { name } = key;
    expect(await reader().readKeyInUse(key)).toMatchObject({ name, expiresAt });
    expect(await reader().readKeyInUse((await newKey(null)).key)).toMatchObject({ name, expiresAt: null });
  });

  it('is null if it does not exist, was deleted, or is a cancelled reservation', async () => {
    const { keys, key } = await newKey();
    expect(await reader().readKeyInUse({ ...key, accountId: 'B'.repeat(12) })).toBeNull();
    await keys.delete(key);
    expect(await reader().readKeyInUse(key)).toBeNull();
    const Item = { ...keyItemKey(key), removeAfter: 1 };
    await table.documents.send(new PutCommand({ TableName: table.tableName, Item }));
    expect(await reader().readKeyInUse(key)).toBeNull();
  });

  it('has the lead times of its account, if that has its own', async () => {
    const { accounts, key } = await newKey();
    expect(await reader().readLeadDays(key.accountId)).toBeNull();
    for (const noticeLeadDays of [[14, 2], []]) {
      await accounts.change(key.accountId, () => ({ noticeLeadDays }), new Date());
      expect(await reader().readLeadDays(key.accountId)).toEqual(noticeLeadDays);
    }
  });

  it.each([
    ['expiresAt', 'soon'],
    ['expiresAt', 1.5],
    ['name', 7],
    ['digest', 7],
    ['secretNo', 'two'],
    ['newDigest', 7],
    ['oldDigest', 'without a number'],
    ['noticeLeadDays', 'all'],
    ['noticeLeadDays', ['30']],
  ])('is an error when %s is damaged to %p', async (name, value) => {
    const { key } = await newKey();
    await damage(name === 'noticeLeadDays' ? accountItemKey(key.accountId) : keyItemKey(key), name, value);
    const reads: Record<string, () => Promise<unknown>> = {
      digest: () => reader().readProof(key),
      secretNo: () => reader().readProof(key),
      noticeLeadDays: () => reader().readLeadDays(key.accountId),
    };
    const read = reads[name] ?? (() => reader().readKeyInUse(key));
    await expect(read()).rejects.toThrow('damaged');
  });
});
