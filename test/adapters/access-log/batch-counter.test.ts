import fc from 'fast-check';
import { BatchBusy, BatchCounter } from '../../../lambdas/adapters/access-log/batch-counter.ts';
import type { LogBatch } from '../../../lambdas/adapters/access-log/read-batch.ts';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { BatchStore } from '../../../lambdas/adapters/table/batch-store.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../../lambdas/adapters/table/usage-store.ts';
import type { Key } from '../../../lambdas/core/key.ts';
import type { CallOutcome, LoggedCall } from '../../../lambdas/core/logged-call.ts';
import { dieBefore, retryingEveryWrite } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const start = new Date('2027-03-31T23:00:00.000Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const leaseMs = 40_000;
let table: TestTable;
let count = 0;

const clientOf = (documents = table.documents) => new TableClient(documents, table.tableName);
const counter = (documents = table.documents) => {
  const client = clientOf(documents);
  return new BatchCounter({ usage: new UsageStore(client), batches: new BatchStore(client) }, leaseMs);
};
const newKeys = async (): Promise<Key[]> => {
  const accounts = new AccountCreation(clientOf(), [30]);
  const signIn = { sub: `sub-${++count}`, email: 'holder@example.com' };
  const { account, created } = await accounts.ensure(signIn, start);
  const fields = { name: 'Second', description: null, expiresAt: null };
  const second = await new KeyStore(clientOf(), [30]).create(account, fields, { keyLimit: 100, now: start });
  return created ? [created.key, second.key] : [];
};
const batchOf = (calls: LoggedCall[]): LogBatch => ({
  id: `batch ${++count}`,
  calls,
  skipped: {},
  first: calls[0]?.at ?? null,
  latest: calls.at(-1)?.at ?? null,
});
const callOf = (
  { accountId, keyId }: Key,
  seconds: number,
  outcome: CallOutcome = 'success',
): LoggedCall => ({
  accountId,
  keyId,
  at: later(seconds),
  outcome,
  secretNo: 1,
  isWhoami: false,
  from: null,
});
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
/** All calls, and all refused ones, that are counted for a key. */
const counted = async (key: Key) => {
  const days = await new UsageStore(clientOf()).readKeyDays(key, 3, later(7200));
  const { use } = await new KeyStore(clientOf(), [30]).get(key);
  const result = {
    calls: sum(days.map(({ counts }) => counts.calls)),
    refused: sum(days.map(({ counts }) => counts.refused)),
  };
  // What the list says is the same.
  expect(sum([...use.recent.values()].map(({ calls }) => calls))).toBe(result.calls);
  expect(sum([...use.recent.values()].map(({ refused }) => refused))).toBe(result.refused);
  return { ...result, use };
};

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

it('counts a batch once, however often it is delivered', async () => {
  const [key] = (await newKeys()) as [Key];
  const batch = batchOf([callOf(key, 1), callOf(key, 2, 'refused')]);
  expect(await counter().count(batch, start)).toEqual({ repeated: false, keys: 1, gone: 0 });
  expect(await counter().count(batch, later(60))).toMatchObject({ repeated: true });
  expect(await counted(key)).toMatchObject({ calls: 1, refused: 1 });
});

it('counts a batch once that is delivered twice at the same time', async () => {
  const [key] = (await newKeys()) as [Key];
  const batch = batchOf([callOf(key, 1)]);
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => counter().count(batch, start)));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed.every(({ reason }) => reason instanceof BatchBusy)).toBe(true);
  // Those that stood back are sent again.
  await counter().count(batch, later(60));
  expect((await counted(key)).calls).toBe(1);
});

it('says what it knows of keys that are gone', async () => {
  const [key] = (await newKeys()) as [Key];
  const gone = { ...key, keyId: 'z'.repeat(12) };
  const batch = batchOf([callOf(gone, 1), callOf(key, 2)]);
  expect(await counter().count(batch, start)).toEqual({ repeated: false, keys: 2, gone: 1 });
  expect((await counted(key)).calls).toBe(1);
});

it('notes how far calls are counted, never beyond now', async () => {
  const [key] = (await newKeys()) as [Key];
  await counter().count(batchOf([callOf(key, 3000), callOf(key, 3600)]), later(3500));
  expect((await new UsageStore(clientOf()).readCounting())?.asOf).toEqual(later(3500));
});

it('notes by calls without a key how far the log has come, and writes nothing else for them', async () => {
  const batch = { ...batchOf([]), first: later(4000), latest: later(4000) };
  expect(await counter(dieBefore(table, 2)).count(batch, later(4001))).toMatchObject({ keys: 0 });
  expect((await new UsageStore(clientOf()).readCounting())?.asOf).toEqual(later(4000));
  const none = dieBefore(table, 1);
  expect(await counter(none).count(batchOf([]), start)).toMatchObject({ keys: 0 });
});

/** A batch counts for two keys on two days: claim, four counts, two keys, the state of counting, the marker. */
const writes = 9;

it.each(Array.from({ length: writes }, (_, index) => index + 1))(
  'dies at write %d: nothing is lost, and the batch counts twice at most',
  async (n) => {
    const keys = await newKeys();
    const calls = keys.flatMap((key) => [callOf(key, 1), callOf(key, 3), callOf(key, 5400)]);
    const batch = batchOf(calls);
    await expect(counter(dieBefore(table, n)).count(batch, later(7000))).rejects.toThrow('unavailable');
    await counter().count(batch, later(7060));
    await counter().count(batch, later(7120));
    for (const key of keys) {
      const { calls: found, use } = await counted(key);
      expect(found).toBeGreaterThanOrEqual(3);
      expect(found).toBeLessThanOrEqual(6);
      expect(use.lastUsedAt).toEqual(later(5400));
    }
  },
);

it('finishes a batch by those writes', async () => {
  const keys = await newKeys();
  const calls = keys.flatMap((key) => [callOf(key, 1), callOf(key, 5400)]);
  await counter(dieBefore(table, writes + 1)).count(batchOf(calls), later(7000));
});

it('truth ≤ count ≤ truth + one batch for each death, whatever comes in whichever order', async () => {
  const keys = await newKeys();
  const [first, second] = keys as [Key, Key];
  const call = fc.record({
    key: fc.constantFrom(first, second),
    seconds: fc.integer({ min: 0, max: 7000 }),
    outcome: fc.constantFrom<CallOutcome>('success', 'clientError', 'serverError', 'refused'),
  });
  /** How a delivery of a batch goes: 0 lives, another dies at that write; or loses every response. */
  const delivery = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant('lossy' as const));
  const plan = fc.array(
    fc.record({
      calls: fc.array(call, { minLength: 1, maxLength: 5 }),
      deliveries: fc.array(delivery, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  // The sums of all runs.
  const truth = new Map<string, number>();
  const excess = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string, number: number) =>
    sums.set(name, (sums.get(name) ?? 0) + number);
  let last = new Map<string, number>();
  let seconds = 7200;
  await fc.assert(
    fc.asyncProperty(plan, fc.nat(), async (planned, seed) => {
      const work = planned.flatMap(({ calls, deliveries }) => {
        const batch = batchOf(calls.map(({ key, seconds: at, outcome }) => callOf(key, at, outcome)));
        return [...deliveries, 0 as const].map((kind, turn) => ({ batch, kind, turn }));
      });
      // Each batch's own deliveries stay in order, so that the last one lives; batches mix.
      const order = work.map((each, index) => ({ ...each, at: each.turn * 7 + ((index * 31 + seed) % 13) }));
      order.sort((a, b) => a.turn - b.turn || a.at - b.at);
      for (const { batch, kind } of order) {
        seconds += 60;
        const client =
          kind === 'lossy'
            ? retryingEveryWrite(table)
            : dieBefore(table, kind === 0 ? Number.POSITIVE_INFINITY : kind);
        const died = await counter(client)
          .count(batch, later(seconds))
          .then(
            () => false,
            () => true,
          );
        for (const { keyId, outcome } of died ? batch.calls : []) {
          add(excess, `${keyId} ${outcome === 'refused'}`, 1);
        }
      }
      for (const { calls } of planned) {
        for (const { key, seconds: at, outcome } of calls) {
          const name = `${key.keyId} ${outcome === 'refused'}`;
          add(truth, name, 1);
          last = new Map(last).set(name, Math.max(last.get(name) ?? 0, at));
        }
      }
      for (const key of keys) {
        const found = await counted(key);
        for (const [isRefused, number, at] of [
          [false, found.calls, found.use.lastUsedAt],
          [true, found.refused, found.use.lastRefusedAt],
        ] as const) {
          const name = `${key.keyId} ${isRefused}`;
          expect(number).toBeGreaterThanOrEqual(truth.get(name) ?? 0);
          expect(number).toBeLessThanOrEqual((truth.get(name) ?? 0) + (excess.get(name) ?? 0));
          if (truth.has(name)) expect(at).toEqual(later(last.get(name) ?? 0));
        }
      }
    }),
    // Without shrinking: the sums would not go back.
    { numRuns: 12, endOnFailure: true },
  );
});
