import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { AccountDirectory } from '../../../lambdas/adapters/table/account-directory.ts';
import { readInventory } from '../../../lambdas/adapters/table/inventory.ts';
import { isAccountItem, isKeyItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { SuspensionStore } from '../../../lambdas/adapters/table/suspension-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { TrailStore } from '../../../lambdas/adapters/table/trail-store.ts';
import type { Account } from '../../../lambdas/core/account.ts';
import { toEpochSeconds } from '../../../lambdas/core/instant.ts';
import { unrecorded } from '../../../lambdas/core/trail.ts';
import { dieBefore, retryingEveryWrite, sleepBeforePut } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2027-05-05T10:00:00.500Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const fields = { name: 'Server', description: null, expiresAt: null };
const operator = { actor: { kind: 'operator' as const, id: 'arn:aws:iam::1:role/support' }, from: null };
let table: TestTable;
let accounts = 0;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const clientOf = (documents = table.documents) => new TableClient(documents, table.tableName);
const storeOf = (documents?: DynamoDBDocumentClient) => new SuspensionStore(clientOf(documents), [30]);
const keysOf = (documents?: DynamoDBDocumentClient) => new KeyStore(clientOf(documents), [30]);
const quietly = { now, record: unrecorded };
const newAccount = async (): Promise<Account> => {
  const signIn = { sub: `suspended-${++accounts}`, email: 'holder@example.com' };
  return (await new AccountCreation(clientOf(), [30]).ensure(signIn, now)).account;
};
const newKey = (account: Account, documents?: DynamoDBDocumentClient) =>
  keysOf(documents).create(account, fields, { keyLimit: 100, now });
const createOnce = (account: Account, documents?: DynamoDBDocumentClient) => {
  const request = { idempotencyKey: 'x'.repeat(16), actor: 'a', method: 'POST', path: '/keys' };
  return keysOf(documents).createOnce(account, { request, body: {} }, () => fields, { keyLimit: 100, now });
};
/** What the account's item and those of its keys say. */
const readStates = async ({ accountId }: Account) => {
  const items = await readInventory(clientOf(), accountId);
  const states = items.filter(isKeyItem).map(({ suspendedAt }) => suspendedAt ?? null);
  return { account: items.find(isAccountItem)?.suspendedAt ?? null, keys: states };
};
const trailOf = async ({ accountId }: Account) => {
  const query = { keyId: null, limit: 100, position: null };
  const { entries } = await new TrailStore(clientOf()).read(accountId, query, now);
  return entries.map(({ line, outcome }) => `${line.action} ${outcome}`);
};
const recorded = (documents?: DynamoDBDocumentClient) => ({
  now,
  record: new TrailStore(clientOf(documents)).by(operator, () => now),
});

it('suspends all keys of an account, also those created in the meantime, and resumes them', async () => {
  const account = await newAccount();
  await newKey(account);
  const suspended = await storeOf().suspend(account.accountId, 'unpaid', quietly);
  expect(suspended.suspension).toEqual({ since: new Date(toEpochSeconds(now) * 1000), reason: 'unpaid' });
  // Both from before: what the caller read of the account does not matter.
  await newKey(account);
  await createOnce(account);
  expect(await createOnce(account)).toMatchObject({ isReplay: true });
  const at = toEpochSeconds(now);
  expect(await readStates(account)).toEqual({ account: at, keys: [at, at, at, at] });
  // A repeat keeps the time, another reason replaces the former one.
  const again = await storeOf().suspend(account.accountId, 'fraud', { ...quietly, now: later(60) });
  expect(again.suspension).toEqual({ ...suspended.suspension, reason: 'fraud' });
  expect((await storeOf().resume(account.accountId, quietly)).suspension).toBeNull();
  await newKey(account);
  expect(await readStates(account)).toEqual({ account: null, keys: [null, null, null, null, null] });
  await storeOf().suspend(account.accountId, 'again', { ...quietly, now: later(90) });
  expect((await readStates(account)).keys).toEqual(Array(5).fill(at + 90));
});

it('leaves no line when there is nothing to do, and knows no account that is not there', async () => {
  const account = await newAccount();
  await storeOf().resume(account.accountId, recorded());
  await storeOf().suspend(account.accountId, 'unpaid', recorded());
  await storeOf().suspend(account.accountId, 'unpaid', recorded());
  await storeOf().suspend(account.accountId, 'fraud', recorded());
  await storeOf().resume(account.accountId, recorded());
  await storeOf().resume(account.accountId, recorded());
  expect((await trailOf(account)).toSorted()).toEqual([
    'resume_account done',
    'suspend_account done',
    'suspend_account done',
  ]);
  for (const call of [storeOf().resume('nobody', quietly), storeOf().suspend('nobody', 'unpaid', quietly)])
    await expect(call).rejects.toMatchObject({ code: 'account_not_found' });
});

it('is done although every write is carried out twice, as after a lost response', async () => {
  const account = await newAccount();
  await newKey(account);
  const store = storeOf(retryingEveryWrite(table));
  await store.suspend(account.accountId, 'unpaid', quietly);
  expect((await readStates(account)).keys).toEqual(Array(2).fill(toEpochSeconds(now)));
  await store.resume(account.accountId, quietly);
  expect(await readStates(account)).toEqual({ account: null, keys: [null, null] });
});

describe.each(['suspend', 'resume'] as const)('a process that dies in the middle: %s', (call) => {
  const run = (account: Account, documents?: DynamoDBDocumentClient) =>
    call === 'suspend'
      ? storeOf(documents).suspend(account.accountId, 'unpaid', recorded(documents))
      : storeOf(documents).resume(account.accountId, recorded(documents));

  it('leaves a line, no key that is ahead of its account, and the rest to a repeat, at whichever write', async () => {
    const at = toEpochSeconds(now);
    const [before, after] = call === 'suspend' ? [null, at] : [at, null];
    let deaths = 0;
    for (let trail: string[] = []; !trail.includes(`${call}_account done`); deaths++) {
      const account = await newAccount();
      for (const _ of Array(2)) await newKey(account);
      if (call === 'resume') await storeOf().suspend(account.accountId, 'unpaid', quietly);
      // A creation that has reserved its place, and sleeps.
      const [asleep, wake] = sleepBeforePut(table);
      const creation = newKey(account, asleep).catch((error) => error);
      await wake.reached;
      await run(account, dieBefore(table, deaths + 1)).catch(() => {});
      trail = await trailOf(account);
      const { account: says, keys } = await readStates(account);
      if (says === before) expect(keys).toEqual([before, before, before]);
      else expect(trail).toHaveLength(1);
      await run(account);
      wake.up();
      // It had reserved its place before, so it has to begin again.
      expect(await creation).toMatchObject({ code: 'unavailable' });
      await newKey(account);
      expect(await readStates(account)).toEqual({ account: after, keys: [after, after, after, after] });
    }
    expect(deaths).toBeGreaterThan(7);
  });
});

it('a process that wakes up after a later change undoes nothing of it', async () => {
  const account = await newAccount();
  await newKey(account);
  const documents = dieBefore(table, Number.POSITIVE_INFINITY);
  const send = documents.send.bind(documents);
  let writes = 0;
  // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
  documents.send = (async (command: any) => {
    // Before it writes the first key.
    if (/^Update/.test(command.constructor.name) && ++writes === 2) {
      await storeOf().resume(account.accountId, quietly);
      await newKey(account);
    }
    return send(command);
  }) as typeof documents.send;
  const late = storeOf(documents).suspend(account.accountId, 'unpaid', quietly);
  await expect(late).rejects.toMatchObject({
    code: 'unavailable',
    detail: expect.stringContaining('Repeat'),
  });
  expect(await readStates(account)).toEqual({ account: null, keys: [null, null, null] });
});

describe('whatever runs at the same time, in any order of its reads and writes', () => {
  /** A client whose calls are made in the order that the scheduler makes up. */
  const scheduled = (scheduler: fc.Scheduler) => {
    const documents = dieBefore(table, Number.POSITIVE_INFINITY);
    const send = documents.send.bind(documents);
    // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
    documents.send = (async (command: any) => {
      await scheduler.schedule(Promise.resolve());
      return send(command);
    }) as typeof documents.send;
    return documents;
  };
  const acts = ['suspend', 'resume', 'create', 'once', 'delete'] as const;
  const start = (
    act: (typeof acts)[number],
    account: Account,
    documents: DynamoDBDocumentClient,
  ): Promise<unknown> => {
    const { accountId } = account;
    if (act === 'suspend') return storeOf(documents).suspend(accountId, 'unpaid', quietly);
    if (act === 'resume') return storeOf(documents).resume(accountId, quietly);
    if (act === 'create') return newKey(account, documents);
    if (act === 'once') return createOnce(account, documents);
    return keysOf(documents)
      .list(accountId)
      .then((inventory) => inventory?.keys[0] && keysOf(documents).delete(inventory.keys[0], now));
  };

  it('no key escapes a suspension or stays behind it', async () => {
    const some = fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), some, async (scheduler, isSuspended, others) => {
        const account = await newAccount();
        if (isSuspended) await storeOf().suspend(account.accountId, 'unpaid', quietly);
        const documents = scheduled(scheduler);
        const all = [isSuspended ? 'resume' : 'suspend', 'create', ...others] as const;
        const outcomes = await scheduler.waitFor(
          Promise.allSettled(all.map((act) => start(act, account, documents))),
        );
        const { accountId } = account;
        const latest = await new AccountCreation(clientOf(), [30]).get(accountId);
        // Whoever was told that it is done must be right; if nobody was, a repeat does it.
        const isDone = outcomes.some(
          ({ status, ...outcome }) => 'value' in outcome && Object(outcome.value).version === latest?.version,
        );
        if (!isDone && latest?.suspension) await storeOf().suspend(accountId, 'unpaid', quietly);
        if (!isDone && !latest?.suspension) await storeOf().resume(accountId, quietly);
        await createOnce(account);
        const { account: state, keys } = await readStates(account);
        expect(keys).toEqual(keys.map(() => state));
      }),
      { numRuns: 25 },
    );
  });
});

it('can be found only when its default key is there, so that this does not escape either', async () => {
  const documents = dieBefore(table, Number.POSITIVE_INFINITY);
  const send = documents.send.bind(documents);
  const [reached, awake] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
  documents.send = (async (command: any) => {
    if (command.input.Item?.sk.startsWith('KEY#')) {
      reached.resolve();
      await awake.promise;
    }
    return send(command);
  }) as typeof documents.send;
  const email = `default-key-${++accounts}@example.com`;
  const creation = new AccountCreation(clientOf(documents), [30]).ensure({ sub: email, email }, now);
  await reached.promise;
  const suspend = async () => {
    const directory = new AccountDirectory(clientOf(), [30]);
    const { accounts } = await directory.findByEmail(email, { limit: 1, after: null });
    return accounts[0] && storeOf().suspend(accounts[0].accountId, 'unpaid', quietly);
  };
  let suspended = await suspend();
  for (let tries = 0; tries < 5 && !suspended; tries++) suspended = await suspend();
  awake.resolve();
  const { account } = await creation;
  // Once only: another time would reach the key in any case.
  if (!suspended) await suspend();
  expect((await readStates(account)).keys).toEqual([toEpochSeconds(now)]);
});
