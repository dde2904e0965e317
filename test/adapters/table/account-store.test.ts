import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { hashSecret } from '../../../lambdas/core/secret.ts';
import { dieBefore } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-06-15T12:00:00.500Z');
const leadDays = [30, 7, 1];
let table: TestTable;
let accounts: AccountCreation;
let keys: KeyStore;
let signInCount = 0;
const newSignIn = () => ({ sub: `sub-${++signInCount}`, email: `holder${signInCount}@example.com` });

beforeAll(async () => {
  table = await openTestTable();
  const client = new TableClient(table.documents, table.tableName);
  accounts = new AccountCreation(client, leadDays);
  keys = new KeyStore(client, leadDays);
});
afterAll(() => table.close());

const listKeys = async (accountId: string) => (await keys.list(accountId))?.keys ?? [];

describe('ensuring an account', () => {
  it('creates the account with one default key, and shows its secret', async () => {
    const signIn = newSignIn();
    const { account, created } = await accounts.ensure(signIn, now);
    expect(account).toMatchObject({
      email: signIn.email,
      timeZone: 'UTC',
      noticeLeadDays: [30, 7, 1],
      version: 1,
    });
    expect(created?.key).toMatchObject({ name: 'Default key', isDefault: true, expiresAt: null });
    expect(await listKeys(account.accountId)).toEqual([created?.key]);
  });

  it('returns the same account from then on, and no secret', async () => {
    const signIn = newSignIn();
    const first = await accounts.ensure(signIn, now);
    expect(await accounts.ensure(signIn, now)).toEqual({ account: first.account, created: null });
    expect(await accounts.require(signIn.sub)).toEqual(first.account);
  });

  it('makes one account and one default key when it is called eight times at once', async () => {
    const signIn = newSignIn();
    const results = await Promise.all(Array.from({ length: 8 }, () => accounts.ensure(signIn, now)));
    expect(new Set(results.map(({ account }) => account.accountId)).size).toBe(1);
    const winners = results.filter(({ created }) => created !== null);
    expect(winners).toHaveLength(1);
    const accountId = results[0]?.account.accountId ?? '';
    expect(await listKeys(accountId)).toEqual([winners[0]?.created?.key]);
  });

  it('leaves nothing of the attempts that lost', async () => {
    const signIn = newSignIn();
    const before = await countItems();
    await Promise.all(Array.from({ length: 8 }, () => accounts.ensure(signIn, now)));
    // The account, its default key, and the mapping of the sign-in.
    expect((await countItems()) - before).toBe(3);
  });

  it.each([1, 2, 3])(
    'survives a crash before its write number %i: the next call makes one whole account',
    async (n) => {
      const signIn = newSignIn();
      const dying = new AccountCreation(new TableClient(dieBefore(table, n), table.tableName), leadDays);
      await expect(dying.ensure(signIn, now)).rejects.toThrow();
      const { account, created } = await accounts.ensure(signIn, now);
      expect(created).not.toBeNull();
      expect(await listKeys(account.accountId)).toEqual([created?.key]);
    },
  );

  it('does not bring a deleted default key back', async () => {
    const signIn = newSignIn();
    const { account, created } = await accounts.ensure(signIn, now);
    if (created) await keys.delete(created.key);
    expect((await accounts.ensure(signIn, now)).created).toBeNull();
    expect(await listKeys(account.accountId)).toEqual([]);
  });

  it('follows the holder to a new address', async () => {
    const signIn = newSignIn();
    const issued = (second: number) => ({ issuedAt: new Date(now.getTime() + second * 1000) });
    await accounts.ensure({ ...signIn, ...issued(1) }, now);
    const changed = { ...signIn, email: 'new@example.com' };
    const { account } = await accounts.ensure({ ...changed, ...issued(3) }, now);
    expect(account.email).toBe('new@example.com');
    // A token from before the change, one of the same second, and one of unknown age.
    for (const old of [issued(1), issued(3), {}]) {
      expect((await accounts.ensure({ ...signIn, ...old }, now)).account.email).toBe('new@example.com');
    }
    expect((await accounts.require(signIn.sub)).email).toBe('new@example.com');
    expect((await accounts.ensure({ ...signIn, ...issued(4) }, now)).account.email).toBe(signIn.email);
  });

  it('stores the hash of the secret and never the secret', async () => {
    const { created } = await accounts.ensure(newSignIn(), now);
    const { Items } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
    const stored = JSON.stringify(Items);
    expect(stored).toContain(hashSecret(created?.secretKey ?? ''));
    expect(stored).not.toContain(created?.secretKey);
  });
});

describe('an account', () => {
  it('is not found before it is made', async () => {
    await expect(accounts.require('nobody')).rejects.toMatchObject({ code: 'account_not_found' });
    await expect(accounts.change('A'.repeat(12), () => ({ timeZone: 'UTC' }), now)).rejects.toMatchObject({
      code: 'account_not_found',
    });
  });

  it('keeps the time zone that it is given', async () => {
    const { account } = await accounts.ensure(newSignIn(), now);
    const later = new Date('2026-07-01T00:00:00Z');
    const updated = await accounts.change(account.accountId, () => ({ timeZone: 'Europe/Berlin' }), later);
    expect(updated).toEqual({ ...account, timeZone: 'Europe/Berlin', updatedAt: later, version: 2 });
    expect(await accounts.get(account.accountId)).toEqual(updated);
  });

  it('loses no change when eight come at once', async () => {
    const { account } = await accounts.ensure(newSignIn(), now);
    const add = (email: string) =>
      accounts.change(
        account.accountId,
        ({ noticeEmails }) => ({
          noticeEmails: [...noticeEmails, { email, requestedAt: now, askedAt: null, confirmedAt: null }],
        }),
        now,
      );
    await Promise.all(Array.from({ length: 8 }, (_, index) => add(`team${index}@example.com`)));
    expect((await accounts.get(account.accountId))?.noticeEmails).toHaveLength(8);
  });
});

async function countItems(): Promise<number> {
  const { Count } = await table.documents.send(
    new ScanCommand({ TableName: table.tableName, Select: 'COUNT', ConsistentRead: true }),
  );
  return Count ?? 0;
}
