import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { environmentNames } from '../../lambdas/adapters/environment.ts';
import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { keyItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { buildUpdateExpression } from '../../lambdas/adapters/table/update-expression.ts';
import { formatAccessKey, type KeyAddress } from '../../lambdas/core/access-key.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

type Handle = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

const day = 86_400_000;
let table: TestTable;
let accounts: AccountCreation;
let keys: KeyStore;
let account: Awaited<ReturnType<AccountCreation['ensure']>>['account'];

beforeAll(async () => {
  table = await openTestTable();
  const client = new TableClient(table.documents, table.tableName);
  accounts = new AccountCreation(client, [30, 7, 1]);
  keys = new KeyStore(client, [30, 7, 1]);
  account = (await accounts.ensure({ sub: 's', email: 'a@example.com' }, new Date())).account;
});
afterAll(() => table.close());

/** Calls the entry point, newly loaded, behind an authorizer that has allowed this access key. */
async function ask(
  accessKey: string,
  environment: Record<string, string> = {},
  { secretNo, expiresAt }: { secretNo?: string; expiresAt?: string } = {},
) {
  setFunctionEnvironment(table, environment);
  let handle: Handle | undefined;
  await jest.isolateModulesAsync(async () => {
    handle = (await import('../../lambdas/handlers/whoami.ts')).handler as unknown as Handle;
  });
  const event = {
    httpMethod: 'GET',
    resource: '/v1/whoami',
    headers: {},
    requestContext: { requestId: 'request-1', authorizer: { accessKey, secretNo, expiresAt } },
  } as unknown as APIGatewayProxyEvent;
  const response = await handle?.(event, {} as Context);
  return { status: response?.statusCode, body: JSON.parse(response?.body ?? 'null') };
}

/** Changes stored attributes of a key; null removes one. */
async function store(key: KeyAddress, attributes: Record<string, unknown>) {
  const present = Object.entries(attributes).map(([name, value]) => [name, value ?? undefined]);
  const { expression, names, values } = buildUpdateExpression(Object.fromEntries(present));
  await new TableClient(table.documents, table.tableName).update(keyItemKey(key), {
    expression,
    names,
    values,
  });
}

const newKey = async (expiresAt: Date | null) =>
  (
    await keys.create(
      account,
      { name: 'Server', description: null, expiresAt },
      { keyLimit: 100, now: new Date() },
    )
  ).key;
const inDays = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * day);

describe('whoami', () => {
  it('returns what the holder sees of the key, and how many seconds are left', async () => {
    const expiresAt = inDays(20);
    const key = await newKey(expiresAt);
    const { status, body } = await ask(formatAccessKey(key));
    expect([status, body]).toEqual([
      200,
      {
        accountId: account.accountId,
        accessKey: formatAccessKey(key),
        name: 'Server',
        secret: 'current',
        status: 'expiring',
        expiresAt: `${expiresAt.toISOString().slice(0, 19)}Z`,
        secondsLeft: expect.any(Number),
      },
    ]);
    expect(Math.abs(body.secondsLeft - 20 * 86_400)).toBeLessThan(60);
    const lasting = await ask(formatAccessKey(await newKey(null)));
    expect(lasting.body).toMatchObject({ status: 'active', expiresAt: null, secondsLeft: null });
  });

  it('says which secret of the key it is, and refuses one that has ended, or whose key was suspended, since it was checked', async () => {
    const key = await newKey(null);
    const secretOf = async (secretNo?: string) => {
      const { status, body } = await ask(
        formatAccessKey(key),
        {},
        secretNo === undefined ? {} : { secretNo },
      );
      return body.secret ?? `${status} ${body.code}`;
    };
    const hash = 'h';
    await store(key, { newDigest: hash, newSecretNo: 2 });
    expect([await secretOf('1'), await secretOf('2')]).toEqual(['current', 'new']);
    await store(key, { secretNo: 3, newDigest: null, oldDigest: hash, oldSecretNo: 2, oldSecretUntil: 4e9 });
    // The first is from an authorizer of an older version, which tells no number.
    expect([await secretOf(), await secretOf('2')]).toEqual(['current', 'old']);
    expect(await secretOf('1')).toBe('401 secret_rotated');
    await store(key, { oldSecretUntil: 1 });
    expect(await secretOf('2')).toBe('401 secret_rotated');
    await store(key, { leakedAt: 1 });
    expect([await secretOf('2'), await secretOf('3')]).toEqual(['401 key_leaked', '401 key_leaked']);
    await store(key, { suspendedAt: 1 });
    expect(await secretOf('3')).toBe('401 account_suspended');
  });

  it('uses the lead times of the account, if it has its own', async () => {
    const key = await newKey(inDays(20));
    await accounts.change(account.accountId, () => ({ noticeLeadDays: [14] }), new Date());
    expect((await ask(formatAccessKey(key))).body.status).toBe('active');
    await accounts.change(account.accountId, () => ({ noticeLeadDays: [21] }), new Date());
    expect((await ask(formatAccessKey(key))).body.status).toBe('expiring');
  });

  it('refuses a key that was expired since it was checked, and tells of one whose date has just passed', async () => {
    const key = await newKey(null);
    await keys.expire(key, inDays(-1));
    for (const expiresAt of ['never', inDays(1).toISOString()]) {
      const { status, body } = await ask(formatAccessKey(key), {}, { expiresAt });
      expect([status, body.code]).toEqual([401, 'key_expired']);
    }
    const { status, body } = await ask(formatAccessKey(key), {}, { expiresAt: inDays(-1).toISOString() });
    expect([status, body.status, body.secondsLeft]).toEqual([200, 'expired', 0]);
  });

  it('responds with key_invalid if the key was deleted between the check and its read', async () => {
    const key = await newKey(null);
    await keys.delete(key);
    const { status, body } = await ask(formatAccessKey(key));
    expect([status, body.code]).toEqual([401, 'key_invalid']);
  });

  it('responds with 503 if the table is out of reach, and with 500 if something is broken', async () => {
    const key = await newKey(inDays(20));
    const codeOf = async (environment: Record<string, string> = {}) => {
      const { status, body } = await ask(formatAccessKey(key), environment);
      return [status, body.code];
    };
    expect(await codeOf({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' })).toEqual([503, 'unavailable']);
    expect(await codeOf({ [environmentNames.tableName]: 'no-such-table' })).toEqual([500, 'internal_error']);
    await store(key, { expiresAt: 'soon' });
    expect(await codeOf()).toEqual([500, 'internal_error']);
  });
});
