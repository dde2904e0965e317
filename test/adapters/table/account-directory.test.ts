import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { AccountDirectory } from '../../../lambdas/adapters/table/account-directory.ts';
import { accountItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { dieBefore, retryingEveryWrite } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-06-15T12:00:00.500Z');
const later = new Date('2026-06-16T12:00:00Z');
const leadDays = [30];
let table: TestTable;
let accounts: AccountCreation;
let keys: KeyStore;
let directory: AccountDirectory;
let count = 0;
const newUser = () => ({ externalId: `customer-${++count}`, email: `user${count}@example.com` });
const newSignIn = () => ({ sub: `sub-${++count}`, email: `holder${count}@example.com` });
const all = { limit: 50, after: null };
const idsOf = async (email: string) =>
  (await directory.findByEmail(email, all)).accounts.map(({ accountId }) => accountId);

const storeOn = (documents: TestTable['documents']) =>
  new AccountCreation(new TableClient(documents, table.tableName), leadDays);

beforeAll(async () => {
  table = await openTestTable();
  const client = new TableClient(table.documents, table.tableName);
  accounts = new AccountCreation(client, leadDays);
  keys = new KeyStore(client, leadDays);
  directory = new AccountDirectory(client, leadDays);
});
afterAll(() => table.close());

describe("an account of a user of the operator's own", () => {
  it('is made with a default key, and is found by either name', async () => {
    const user = newUser();
    const { account, created } = await accounts.ensureExternal({ ...user, timeZone: 'Europe/Berlin' }, now);
    expect(account).toMatchObject({ ...user, timeZone: 'Europe/Berlin', signIns: [], version: 1 });
    expect(created?.key).toMatchObject({ isDefault: true });
    expect(await accounts.findExternal(user.externalId)).toEqual(account);
    expect(await idsOf(user.email)).toEqual([account.accountId]);
  });

  it('is the same from then on; only a new address or zone writes', async () => {
    const user = newUser();
    const { account } = await accounts.ensureExternal(user, now);
    expect(await accounts.ensureExternal(user, later)).toEqual({ account, created: null });
    const moved = { ...user, email: `moved-${user.email}` };
    const changed = await accounts.ensureExternal(moved, later);
    expect(changed).toMatchObject({ account: { ...moved, accountId: account.accountId, timeZone: 'UTC' } });
    expect([await idsOf(user.email), await idsOf(moved.email)]).toEqual([[], [account.accountId]]);
  });

  it('is one, with one default key, when eight ask at once', async () => {
    const user = newUser();
    const made = await Promise.all(Array.from({ length: 8 }, () => accounts.ensureExternal(user, now)));
    expect(new Set(made.map(({ account }) => account.accountId)).size).toBe(1);
    const winners = made.filter(({ created }) => created);
    expect(winners).toHaveLength(1);
    const inventory = await keys.list(made[0]?.account.accountId ?? '');
    expect(inventory?.keys).toEqual([winners[0]?.created?.key]);
    expect(await idsOf(user.email)).toHaveLength(1);
  });

  it.each([1, 2, 3])('survives a death before write number %i', async (n) => {
    const user = newUser();
    await expect(storeOn(dieBefore(table, n)).ensureExternal(user, now)).rejects.toThrow();
    const { account, created } = await accounts.ensureExternal(user, now);
    expect((await keys.list(account.accountId))?.keys).toEqual([created?.key]);
  });

  it('is made once when each write is sent twice', async () => {
    const { account, created } = await storeOn(retryingEveryWrite(table)).ensureExternal(newUser(), now);
    expect((await keys.list(account.accountId))?.keys).toEqual([created?.key]);
  });
});

describe('an account from before it was listed by address', () => {
  it('is completed by the next sign-in, with no other change', async () => {
    const signIn = newSignIn();
    const { account } = await accounts.ensure(signIn, now);
    await table.documents.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: { ...accountItemKey(account.accountId) },
        UpdateExpression: 'REMOVE emailKey, signIns',
      }),
    );
    expect(await idsOf(signIn.email)).toEqual([]);
    expect((await accounts.ensure(signIn, later)).account).toEqual(account);
    expect(await idsOf(signIn.email)).toEqual([account.accountId]);
  });
});

it('finds the account of a sign-in by its address in any case, and after a change by the new one', async () => {
  const signIn = newSignIn();
  const { account } = await accounts.ensure(signIn, now);
  expect(account.signIns).toEqual([signIn.sub]);
  expect(await idsOf(signIn.email.toUpperCase())).toEqual([account.accountId]);
  await accounts.change(account.accountId, () => ({ email: `New-${signIn.email}` }), later);
  expect([await idsOf(signIn.email), await idsOf(`new-${signIn.email}`)]).toEqual([[], [account.accountId]]);
});

it('finds the accounts of one address in parts', async () => {
  const email = 'shared@example.com';
  const made = await Promise.all(
    Array.from({ length: 5 }, () => accounts.ensureExternal({ ...newUser(), email }, now)),
  );
  const found: string[] = [];
  let after: string | null = null;
  do {
    const part: Awaited<ReturnType<typeof directory.findByEmail>> = await directory.findByEmail(email, {
      limit: 2,
      after,
    });
    expect(part.accounts.length).toBeLessThanOrEqual(2);
    found.push(...part.accounts.map(({ accountId }) => accountId));
    after = part.next;
  } while (after !== null);
  expect(found.toSorted()).toEqual(made.map(({ account }) => account.accountId).toSorted());
});
