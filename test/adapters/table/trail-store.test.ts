import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient as Documents, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { RotationStore } from '../../../lambdas/adapters/table/rotation-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { TrailStore } from '../../../lambdas/adapters/table/trail-store.ts';
import { UsageStore } from '../../../lambdas/adapters/table/usage-store.ts';
import { Problem } from '../../../lambdas/core/problem-catalogue.ts';
import { beginRotation } from '../../../lambdas/core/rotation.ts';
import type { Requester } from '../../../lambdas/core/trail.ts';
import type { Change } from '../../../lambdas/core/trail-changes.ts';
import { changesPerDay } from '../../../lambdas/core/trail-limit.ts';
import { openMeter } from '../../support/capacity-meter.ts';
import { dieBefore, retryingEveryWrite } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2027-05-05T10:00:00.000Z');
const holder: Requester = { actor: { kind: 'holder', id: 'sub' }, from: '203.0.113.77' };
const everything = { keyId: null, limit: 100, position: null };
let table: TestTable;
let meter: Awaited<ReturnType<typeof openMeter>> | undefined;
let accounts = 0;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(async () => {
  await meter?.close();
  await table.close();
});

const clientOf = (documents: DynamoDBDocumentClient = table.documents) =>
  new TableClient(documents, table.tableName);
const trailOf = (documents?: DynamoDBDocumentClient) => new TrailStore(clientOf(documents));
const changeOf = (keyId: string | null, accountId = `account-${++accounts}`): Change => ({
  accountId,
  action: 'edit_key',
  key: keyId === null ? null : { keyId, name: 'Server' },
  changes: { name: { before: 'Server', after: 'Renamed' } },
});

it('keeps all that it is told, of who asks and of what is changed', async () => {
  const change = changeOf('k1');
  const result = await trailOf().by(holder, () => now)(change, async () => 'made');
  expect(result).toBe('made');
  const { entries, nextPosition } = await trailOf().read(change.accountId, everything, now);
  const line = { ...change, ...holder, at: now, id: expect.any(String) };
  expect([entries, nextPosition]).toEqual([[{ line, outcome: 'done' }], null]);
  const unknown: Requester = { actor: { kind: 'recipient', id: null }, from: null };
  const bare = { ...changeOf(null), changes: {} };
  await trailOf().by(unknown, () => now)(bare, async () => {});
  const { entries: others } = await trailOf().read(bare.accountId, everything, now);
  expect(others.map((entry) => entry.line)).toEqual([
    { ...bare, ...unknown, at: now, id: expect.any(String) },
  ]);
});

it.each([
  [new Problem('key_changed'), 'refused'],
  [new Problem('unavailable'), null],
  [new Error('a defect'), null],
])('throws on what a change throws: of %s the outcome is %s', async (thrown, outcome) => {
  const change = changeOf('k1');
  await expect(trailOf().by(holder, () => now)(change, () => Promise.reject(thrown))).rejects.toBe(thrown);
  const { entries } = await trailOf().read(change.accountId, everything, now);
  expect(entries.map((entry) => entry.outcome)).toEqual([outcome]);
});

it('has each line once although every write is carried out twice, as after a lost response', async () => {
  const change = changeOf('k1');
  await trailOf(retryingEveryWrite(table)).by(holder, () => now)(change, async () => {});
  const { entries } = await trailOf().read(change.accountId, everything, now);
  expect(entries.map(({ outcome }) => outcome)).toEqual(['done']);
});

it('makes exactly as many changes as a day may have, however many come at once', async () => {
  const change = changeOf(null);
  await clientOf().put({
    pk: change.accountId,
    sk: 'TRAIL#2027-05-05',
    changes: changesPerDay - 5,
  } as unknown as Parameters<TableClient['put']>[0]);
  let made = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      trailOf().by(holder, () => now)(change, async () => {
        made += 1;
      }),
    ),
  );
  expect([made, outcomes.filter(({ status }) => status === 'fulfilled').length]).toEqual([5, 5]);
  expect((await trailOf().read(change.accountId, everything, now)).entries).toHaveLength(5);
});

it('shows no line that is older than 400 days, whether DynamoDB has removed it or not', async () => {
  const change = changeOf('k1');
  await trailOf().by(holder, () => now)(change, async () => {});
  const later = (ms: number) => new Date(now.getTime() + 400 * 86_400_000 + ms);
  for (const keyId of [null, 'k1']) {
    const query = { ...everything, keyId };
    expect((await trailOf().read(change.accountId, query, later(0))).entries).toHaveLength(1);
    expect((await trailOf().read(change.accountId, query, later(1))).entries).toHaveLength(0);
  }
});

it('costs four write units a change of a key, and a page what it returns', async () => {
  meter = await openMeter(table.endpoint);
  const { calls, endpoint } = meter;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const trail = trailOf(Documents.from(client));
  const accountId = `account-${++accounts}`;
  for (let n = 0; n < 40; n++) {
    const at = new Date(now.getTime() + n);
    await trailOf().by(holder, () => at)(changeOf(n % 20 === 0 ? 'k1' : 'k2', accountId), async () => {});
  }
  calls.length = 0;
  await trail.by(holder, () => now)(changeOf('k3', accountId), async () => {});
  expect(calls.map(({ call, capacityUnits }) => `${call} ${capacityUnits}`)).toEqual([
    'UpdateItem 1',
    'PutItem 1',
    'PutItem 1',
    'PutItem 1',
  ]);
  calls.length = 0;
  // Of one of 40 changes, as of two.
  expect(
    (await trail.read(accountId, { ...everything, keyId: 'k1' }, new Date(now.getTime() + 50))).entries,
  ).toHaveLength(2);
  expect(calls.map(({ call, capacityUnits }) => `${call} ${capacityUnits}`)).toEqual([
    'Query 1',
    'BatchGetItem 2',
  ]);
  client.destroy();
});

it('has a line of the service for the old secret that the first use of a new one ends, wherever the process dies', async () => {
  const batch = (address: { accountId: string; keyId: string }) => ({
    ...address,
    days: new Map(),
    lastUsedAt: now,
    lastUsedFrom: null,
    lastRefusedAt: null,
    secrets: new Map([[2, { lastUsedAt: now, isInUse: true }]]),
  });
  for (let deathAt = 1; deathAt < 20; deathAt++) {
    const signIn = { sub: `first-use-${deathAt}`, email: 'holder@example.com' };
    const { account, created } = await new AccountCreation(clientOf(), [30]).ensure(signIn, now);
    if (!created) throw new Error('The account was there.');
    const { key } = created;
    await new RotationStore(clientOf()).change(
      key,
      (secrets, { expiresAt }) =>
        beginRotation(
          secrets,
          { hash: 'hash', overlapSeconds: 60, force: false },
          { expiresAt, counting: null, now },
        ),
      { editedAt: now },
    );
    const isCounted = await new UsageStore(clientOf(dieBefore(table, deathAt)))
      .count(batch(key), 'batch', now)
      .catch(() => false);
    const { rotation } = await new KeyStore(clientOf(), [30]).get(key);
    const { entries } = await trailOf().read(account.accountId, { ...everything, keyId: key.keyId }, now);
    if (rotation?.oldSecretEndsAt) {
      expect(entries.map(({ line }) => [line.action, line.actor, line.from])).toEqual([
        ['begin_overlap', { kind: 'system', id: null }, null],
      ]);
    }
    if (isCounted && entries[0]?.outcome) {
      expect(rotation?.oldSecretEndsAt).not.toBeNull();
      expect(entries[0].line.changes).toMatchObject({
        rotation: { before: 'pending', after: 'overlap' },
        secretNo: { before: 1, after: 2 },
      });
      return;
    }
  }
  throw new Error('It never ended.');
});
