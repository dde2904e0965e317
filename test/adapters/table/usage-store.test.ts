import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { BatchStore } from '../../../lambdas/adapters/table/batch-store.ts';
import { inventoryRange, usageItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import { toNewKeyItem } from '../../../lambdas/adapters/table/key-items.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { packUse } from '../../../lambdas/adapters/table/key-use-attribute.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../../lambdas/adapters/table/usage-store.ts';
import type { Key } from '../../../lambdas/core/key.ts';
import { neverUsed } from '../../../lambdas/core/key-use.ts';
import { type KeyBatch, noCalls } from '../../../lambdas/core/usage-count.ts';
import { usageDay } from '../../../lambdas/core/usage-day.ts';
import { sampleKey } from '../../core/sample-key.ts';
import { openMeter } from '../../support/capacity-meter.ts';
import { retryingEveryWrite } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2027-03-31T12:00:00.000Z');
const today = usageDay(now);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const leadDays = [30, 7, 1];
let table: TestTable;
let signInCount = 0;

const clientOf = (documents = table.documents) => new TableClient(documents, table.tableName);
/** A client of the table at another endpoint. */
const connectTable = (endpoint: string) =>
  clientOf(
    DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      }),
    ),
  );
const usage = (documents?: DynamoDBDocumentClient) => new UsageStore(clientOf(documents));
const batches = () => new BatchStore(clientOf());
const keys = () => new KeyStore(clientOf(), leadDays);
const newKey = async (): Promise<Key> => {
  const signIn = { sub: `sub-${++signInCount}`, email: 'holder@example.com' };
  const { created } = await new AccountCreation(clientOf(), leadDays).ensure(signIn, now);
  if (!created) throw new Error('The account was there.');
  return created.key;
};
const batchOf = ({ accountId, keyId }: Key, parts: Partial<KeyBatch> = {}): KeyBatch => ({
  accountId,
  keyId,
  days: new Map([[today, { calls: 3, clientErrors: 1, serverErrors: 0, refused: 0 }]]),
  lastUsedAt: later(-60),
  lastUsedFrom: '203.0.113.0/24',
  lastRefusedAt: null,
  secrets: new Map(),
  ...parts,
});
const refusedBatch = (key: Key) =>
  batchOf(key, {
    days: new Map([[today - 1, { calls: 0, clientErrors: 0, serverErrors: 0, refused: 2 }]]),
    lastUsedAt: null,
    lastUsedFrom: null,
    lastRefusedAt: later(-86_400),
  });
const itemsOf = async ({ accountId }: Key): Promise<string[]> => {
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': accountId },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ sk }) => String(sk).slice(0, 5));
};

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

describe('counting', () => {
  it('adds up batches by day, and shows their sum with the key and in its days', async () => {
    const key = await newKey();
    expect(await usage().count(batchOf(key), 'a')).toBe(true);
    expect(await usage().count(batchOf(key, { lastUsedAt: later(-90) }), 'b')).toBe(true);
    expect(await usage().count(refusedBatch(key), 'c')).toBe(true);
    const found = await keys().get(key);
    expect(found.use).toEqual({
      lastUsedAt: later(-60),
      lastUsedFrom: '203.0.113.0/24',
      lastRefusedAt: later(-86_400),
      recent: new Map([
        [today - 1, { calls: 0, refused: 2 }],
        [today, { calls: 6, refused: 0 }],
      ]),
    });
    const days = [
      {
        keyId: key.keyId,
        day: today - 1,
        counts: { calls: 0, clientErrors: 0, serverErrors: 0, refused: 2 },
      },
      { keyId: key.keyId, day: today, counts: { calls: 6, clientErrors: 2, serverErrors: 0, refused: 0 } },
    ];
    const byDay = (a: { day: number }, b: { day: number }) => a.day - b.day;
    expect((await usage().readKeyDays(key, 90, now)).sort(byDay)).toEqual(days);
    expect(await usage().readAccountDays(key.accountId, 30, now)).toEqual(days);
    expect(await usage().readAccountDays(key.accountId, 1, now)).toEqual(days.slice(1));
  });

  it('counts once what is written twice since a response was lost', async () => {
    const key = await newKey();
    await usage(retryingEveryWrite(table)).count(batchOf(key), 'a');
    await usage(retryingEveryWrite(table)).count(batchOf(key), 'b');
    expect((await keys().get(key)).use.recent).toEqual(new Map([[today, { calls: 6, refused: 0 }]]));
  });

  it('loses nothing when many count the same key at once', async () => {
    const key = await newKey();
    const ids = Array.from({ length: 12 }, (_, index) => `batch ${index}`);
    await Promise.all(ids.map((id) => usage().count(batchOf(key), id)));
    expect((await keys().get(key)).use.recent).toEqual(new Map([[today, { calls: 36, refused: 0 }]]));
    expect(await usage().readKeyDays(key, 1, now)).toMatchObject([{ counts: { calls: 36 } }]);
  });

  it('leaves version and dates of a key alone: an ETag stays what it was', async () => {
    const key = await newKey();
    await usage().count(batchOf(key), 'a');
    expect(await keys().get(key)).toEqual({ ...key, use: expect.anything() });
  });

  it('keeps the use of a key that is edited in between', async () => {
    const key = await newKey();
    await usage().count(batchOf(key), 'a');
    const account = await new AccountCreation(clientOf(), leadDays).get(key.accountId);
    if (!account) throw new Error('The account is gone.');
    const edited = await keys().update(key, { name: 'New' }, { account, ifVersion: 1, now });
    expect(edited.use.lastUsedAt).toEqual(later(-60));
  });
});

describe('a deleted key', () => {
  it('takes its use with it', async () => {
    const key = await newKey();
    await usage().count(batchOf(key), 'a');
    await usage().count(refusedBatch({ ...key, createdAt: later(-90_000) }), 'b');
    await usage().forgetKey(key, later(-90_000), now);
    expect(await itemsOf(key)).toEqual(['ACCOU', `KEY#${key.keyId.slice(0, 1)}`]);
    await usage().count(batchOf(key), 'c');
    await keys().delete(key, now);
    expect(await itemsOf(key)).toEqual(['ACCOU']);
  });

  it('costs no write for days without calls', async () => {
    const key = await newKey();
    const days = [0, 1, 50, 99].map((ago) => [today - ago, { ...noCalls, calls: 1 }] as const);
    await usage().count(batchOf(key, { days: new Map(days) }), 'a');
    const meter = await openMeter(table.endpoint);
    await new UsageStore(connectTable(meter.endpoint)).forgetKey(key, later(-200 * 86_400), now);
    await meter.close();
    expect(meter.calls.map(({ call }) => call).sort()).toEqual([
      'BatchGetItem',
      ...Array(4).fill('DeleteItem'),
    ]);
    expect(await itemsOf(key)).toHaveLength(2);
  });

  it('does not come back by a late batch', async () => {
    const key = await newKey();
    await keys().delete(key, now);
    expect(await usage().count(batchOf(key), 'a')).toBe(false);
    expect(await itemsOf(key)).toEqual(['ACCOU']);
  });

  it('does not come back by a batch that was being counted', async () => {
    const key = await newKey();
    const client = clientOf();
    const update = client.update.bind(client);
    let updates = 0;
    client.update = async (...args) => {
      // Between the counts and the key's own item.
      if (++updates === 2) await keys().delete(key, now);
      return update(...args) as never;
    };
    expect(await new UsageStore(client).count(batchOf(key), 'a')).toBe(false);
    expect(await itemsOf(key)).toEqual(['ACCOU']);
  });

  it('was never there, for an access key that nobody has made', async () => {
    const key = await newKey();
    expect(await usage().count(batchOf({ ...key, keyId: 'z'.repeat(12) }), 'a')).toBe(false);
    expect(await usage().count(batchOf({ ...key, accountId: 'z'.repeat(12) }), 'a')).toBe(false);
    expect(await itemsOf(key)).toHaveLength(2);
    expect((await keys().get(key)).use).toEqual(neverUsed);
  });
});

it('counts lie outside what a list of keys reads', () => {
  const { sk } = usageItemKey({ accountId: 'A'.repeat(12), keyId: 'k'.repeat(12) }, today);
  expect(sk).toBe('USAGE#2027-03-31#kkkkkkkkkkkk');
  expect(sk > inventoryRange.last).toBe(true);
});

it('a list of 100 keys that are called every day costs two read units more at most, the state of counting included', async () => {
  const week = new Map(Array.from({ length: 8 }, (_, ago) => [today - ago, { calls: 9_999, refused: 0 }]));
  const use = packUse({ lastUsedAt: now, lastUsedFrom: '203.0.113.0/24', lastRefusedAt: null, recent: week });
  const costOf = async (attributes: object) => {
    const { accountId } = await newKey();
    const items = Array.from({ length: 99 }, (_, index) =>
      toNewKeyItem(sampleKey({ accountId, keyId: `key${String(index).padStart(9, '0')}` }), 'h'.repeat(44)),
    );
    await Promise.all(items.map((item) => clientOf().put({ ...item, ...attributes })));
    const meter = await openMeter(table.endpoint);
    const client = connectTable(meter.endpoint);
    await new KeyStore(client, leadDays).list(accountId);
    if ('use' in attributes) await new UsageStore(client).readCounting();
    await meter.close();
    return meter.calls.reduce((sum, { capacityUnits = 0 }) => sum + capacityUnits, 0);
  };
  const before = await costOf({});
  expect(before).toBeGreaterThan(3);
  expect((await costOf({ use })) - before).toBeLessThanOrEqual(2);
});

it('the state of counting begins once and goes forward only', async () => {
  expect(await usage().readCounting()).toBeNull();
  await usage().noteCounted(later(-5), later(0));
  await usage().noteCounted(later(-900), later(60));
  await usage().noteCounted(later(-900), later(30));
  expect(await usage().readCounting()).toEqual({ startedAt: later(-5), asOf: later(60) });
});

describe('a batch', () => {
  const lease = 1_000;

  it('is claimed once, and again by its own repeat', async () => {
    expect(await batches().claim('one', 'me', lease, now)).toBe('claimed');
    expect(await batches().claim('one', 'me', lease, now)).toBe('claimed');
    expect(await batches().claim('one', 'you', lease, later(1))).toBe('busy');
  });

  it('is free again when its owner has died', async () => {
    await batches().claim('two', 'me', lease, now);
    expect(await batches().claim('two', 'you', lease, later(2))).toBe('claimed');
    expect(await batches().claim('two', 'me', lease, later(2))).toBe('busy');
  });

  it('is free again when its owner gives up', async () => {
    await batches().claim('five', 'me', lease, now);
    await batches().release('five', 'another');
    expect(await batches().claim('five', 'you', lease, now)).toBe('busy');
    await batches().release('five', 'me');
    expect(await batches().claim('five', 'you', lease, now)).toBe('claimed');
  });

  it('is remembered once it was counted', async () => {
    await batches().claim('three', 'me', lease, now);
    await batches().finish('three', later(1));
    expect(await batches().claim('three', 'you', lease, later(3600))).toBe('counted');
  });

  it('is counted once of many that claim it at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, index) => batches().claim('four', `owner ${index}`, lease, now)),
    );
    expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
  });
});
