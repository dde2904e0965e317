import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { accountItemKey, keyItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import type { Account } from '../../../lambdas/core/account.ts';
import { noticeShard } from '../../../lambdas/core/notice-schedule.ts';
import { dieBefore, retryingEveryWrite, sleepBeforePut } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-06-15T12:00:00.000Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const day = 86_400;
const fields = { name: 'Server', description: null, expiresAt: null };
let table: TestTable;
let signInCount = 0;

const leadDays = [30, 7, 1];
const clientOf = (documents = table.documents) => new TableClient(documents, table.tableName);
const store = (documents?: DynamoDBDocumentClient) => new KeyStore(clientOf(documents), leadDays);
const at = (when: Date, keyLimit = 100) => ({ now: when, keyLimit });
const newAccount = async (): Promise<Account> => {
  const signIn = { sub: `sub-${++signInCount}`, email: 'holder@example.com' };
  return (await new AccountCreation(clientOf(), leadDays).ensure(signIn, now)).account;
};
const readItem = async (address: { accountId: string; keyId: string }) =>
  (
    await table.documents.send(
      new GetCommand({ TableName: table.tableName, Key: keyItemKey(address), ConsistentRead: true }),
    )
  ).Item;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

describe('creating a key', () => {
  it('keeps what it is given, and shows it at the next read', async () => {
    const account = await newAccount();
    const given = {
      name: 'Prüfung 🔑',
      description: 'nightly\njob',
      expiresAt: later(40 * day),
      selfRotation: true,
    };
    const { key, secretKey } = await store().create(account, given, at(now));
    expect(key).toMatchObject({ ...given, isDefault: false, version: 1, createdAt: now });
    expect(secretKey).toMatch(/^[0-9A-Za-z]{30}$/);
    expect(await store().get(key)).toEqual(key);
  });

  it('puts it into the queue of notices only when it will expire', async () => {
    const account = await newAccount();
    const expiring = await store().create(account, { ...fields, expiresAt: later(40 * day) }, at(now));
    expect(await readItem(expiring.key)).toMatchObject({
      noticeAt: later(10 * day).getTime() / 1000,
      noticeShard: noticeShard(account.accountId),
    });
    const lasting = await store().create(account, fields, at(now));
    expect(await readItem(lasting.key)).not.toHaveProperty('noticeAt');
  });

  it('ends at exactly the limit, the default key included, when 130 run at once', async () => {
    const account = await newAccount();
    const results = await Promise.allSettled(
      Array.from({ length: 130 }, () => store().create(account, fields, at(now))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(99);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'key_limit_reached' });
    }
    expect((await store().list(account.accountId))?.keys).toHaveLength(100);
  });

  it('has room again after a deletion', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, fields, at(now, 2));
    await expect(store().create(account, fields, at(now, 2))).rejects.toMatchObject({
      code: 'key_limit_reached',
    });
    await store().delete(key);
    await expect(store().create(account, fields, at(now, 2))).resolves.toBeDefined();
  });

  it('is refused for an account that does not exist', async () => {
    const account = { ...(await newAccount()), accountId: 'B'.repeat(12) };
    await expect(store().create(account, fields, at(now))).rejects.toMatchObject({
      code: 'account_not_found',
    });
  });
});

describe('a crash', () => {
  it('between reservation and key costs no place: the next creation waits until it is surely dead, and takes it', async () => {
    const account = await newAccount();
    await expect(store(dieBefore(table, 2)).create(account, fields, at(now, 2))).rejects.toThrow();
    await expect(store().create(account, fields, at(later(9), 2))).resolves.toBeDefined();
    expect((await store().list(account.accountId))?.keys).toHaveLength(2);
    await expect(store().create(account, fields, at(later(9), 2))).rejects.toMatchObject({
      code: 'key_limit_reached',
    });
  });

  it('between the halves of a deletion costs no place either', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, fields, at(now, 2));
    await store(dieBefore(table, 2)).delete(key);
    await expect(store().get(key)).rejects.toMatchObject({ code: 'key_not_found' });
    await expect(store().create(account, fields, at(later(61), 2))).resolves.toBeDefined();
  });

  it('while places are being freed is repaired by the next creation', async () => {
    const account = await newAccount();
    await expect(store(dieBefore(table, 2)).create(account, fields, at(now, 2))).rejects.toThrow();
    // Its writes: the reservation (refused), the voiding, the freeing.
    await expect(store(dieBefore(table, 3)).create(account, fields, at(later(61), 2))).rejects.toThrow();
    await expect(store().create(account, fields, at(later(62), 2))).resolves.toBeDefined();
    expect((await store().list(account.accountId))?.keys).toHaveLength(2);
  });

  it("that was only a long sleep can't push the account past its limit", async () => {
    const account = await newAccount();
    const [asleep, wake] = sleepBeforePut(table);
    const late = store(asleep).create(account, fields, at(now, 2));
    await wake.reached;
    await store().create(account, fields, at(later(61), 2));
    wake.up();
    await expect(late).rejects.toMatchObject({ code: 'unavailable' });
    expect((await store().list(account.accountId))?.keys).toHaveLength(2);
  });

  it('after a write whose response was lost is no failure: the retry finds its own work', async () => {
    const account = await newAccount();
    const { key } = await store(retryingEveryWrite(table)).create(account, fields, at(now));
    expect(await store().get(key)).toEqual(key);
  });
});

describe('editing a key', () => {
  it('changes each field on its own and keeps the others', async () => {
    const account = await newAccount();
    const given = { name: 'one', description: 'two', expiresAt: later(day) };
    const { key } = await store().create(account, given, at(now));
    const context = { account, ifVersion: null, now: later(5) };
    const renamed = await store().update(key, { name: 'uno' }, context);
    expect(renamed).toEqual({ ...key, name: 'uno', updatedAt: later(5), version: 2 });
    const cleared = await store().update(key, { description: null }, context);
    expect(cleared).toMatchObject({ name: 'uno', description: null, expiresAt: given.expiresAt, version: 3 });
    const lasting = await store().update(key, { expiresAt: null }, context);
    expect(lasting).toMatchObject({ name: 'uno', expiresAt: null, version: 4 });
    expect(await store().get(key)).toEqual(lasting);
  });

  it('restores an expired key with its secret untouched', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, { ...fields, expiresAt: later(10) }, at(now));
    const digest = (await readItem(key))?.digest;
    await store().update(key, { expiresAt: later(40 * day) }, { account, ifVersion: null, now: later(20) });
    expect(await readItem(key)).toMatchObject({ digest, expiresAt: later(40 * day).getTime() / 1000 });
  });

  it('schedules the notices of a new date from scratch, and none without a date', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, { ...fields, expiresAt: later(3 * day) }, at(now));
    const context = { account, ifVersion: null, now: later(day) };
    await store().update(key, { expiresAt: later(20 * day) }, context);
    expect((await readItem(key))?.noticeAt).toBe(later(13 * day).getTime() / 1000);
    await store().update(key, { name: 'unrelated' }, context);
    expect((await readItem(key))?.noticeAt).toBe(later(13 * day).getTime() / 1000);
    await store().update(key, { expiresAt: null }, context);
    expect(await readItem(key)).not.toHaveProperty('noticeAt');
    expect(await readItem(key)).not.toHaveProperty('noticeShard');
  });

  it('is refused when the key has changed since the version that was seen', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, fields, at(now));
    await store().update(key, { name: 'first' }, { account, ifVersion: 1, now });
    await expect(
      store().update(key, { name: 'second' }, { account, ifVersion: 1, now }),
    ).rejects.toMatchObject({ code: 'key_changed' });
    expect((await store().get(key)).name).toBe('first');
  });

  it('loses no field when edits of different fields meet', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, fields, at(now));
    const context = { account, ifVersion: null, now };
    await Promise.all([
      store().update(key, { name: 'name' }, context),
      store().update(key, { description: 'description' }, context),
      store().update(key, { expiresAt: later(day) }, context),
    ]);
    expect(await store().get(key)).toMatchObject({
      name: 'name',
      description: 'description',
      expiresAt: later(day),
      version: 4,
    });
  });

  it('never brings a deleted key back', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, fields, at(now));
    await store().delete(key);
    for (const change of [{ name: 'x' }, { expiresAt: later(day) }, {}]) {
      await expect(store().update(key, change, { account, ifVersion: null, now })).rejects.toMatchObject({
        code: 'key_not_found',
      });
    }
    await expect(store().expire(key, now)).rejects.toMatchObject({ code: 'key_not_found' });
    expect(await readItem(key)).toBeUndefined();
  });
});

describe('expiring a key', () => {
  it('takes effect at once and leaves the queue of notices', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, { ...fields, expiresAt: later(40 * day) }, at(now));
    const expired = await store().expire(key, later(3));
    expect(expired).toMatchObject({ expiresAt: later(3), version: 2 });
    expect(await readItem(key)).not.toHaveProperty('noticeAt');
  });

  it('changes nothing on a key that has expired', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, { ...fields, expiresAt: later(10) }, at(now));
    expect(await store().expire(key, later(20))).toEqual(key);
    expect(await store().expire(key, later(10))).toEqual(key);
  });
});

describe('deleting a key', () => {
  it('is for ever, and happens once', async () => {
    const account = await newAccount();
    const { key } = await store().create(account, fields, at(now));
    await store().delete(key);
    await expect(store().get(key)).rejects.toMatchObject({ code: 'key_not_found' });
    await expect(store().delete(key)).rejects.toMatchObject({ code: 'key_not_found' });
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: table.tableName, Key: accountItemKey(account.accountId) }),
    );
    expect(Item?.keys).not.toHaveProperty(key.keyId);
  });
});

describe('the list', () => {
  it('of 100 of the largest keys is one Query', async () => {
    const account = await newAccount();
    const largest = { name: '𝔸'.repeat(80), description: '𝔸'.repeat(500), expiresAt: later(day) };
    await Promise.all(Array.from({ length: 99 }, () => store().create(account, largest, at(now))));
    const calls: string[] = [];
    table.documents.middlewareStack.add(
      (next, context) => (args) => {
        calls.push(String(context.commandName));
        return next(args);
      },
      { step: 'initialize', name: 'count' },
    );
    expect((await store().list(account.accountId))?.keys).toHaveLength(100);
    table.documents.middlewareStack.remove('count');
    expect(calls).toEqual(['QueryCommand']);
  });

  it('is null for an account that does not exist', async () => {
    expect(await store().list('C'.repeat(12))).toBeNull();
  });

  it('shows no voided reservation', async () => {
    const account = await newAccount();
    await table.documents.send(
      new PutCommand({
        TableName: table.tableName,
        Item: {
          ...keyItemKey({ accountId: account.accountId, keyId: 'v'.repeat(12) }),
          removeAfter: 9_999_999_999,
        },
      }),
    );
    expect((await store().list(account.accountId))?.keys).toHaveLength(1);
    await expect(store().get({ accountId: account.accountId, keyId: 'v'.repeat(12) })).rejects.toMatchObject({
      code: 'key_not_found',
    });
  });
});
