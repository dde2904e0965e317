import type { Account } from '../../lambdas/core/account.ts';
import type { Key } from '../../lambdas/core/key.ts';
import { NotifierBench } from '../support/notifier.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

const day = 86_400_000;
/** Usually a run a day; one an hour on each busy day, on which an account has many keys that fall due hours apart. */
const busyEveryDays = 30;
const keysOfBusyDay = 9;
const accountCount = Number(process.env.LATCHKEY_TEST_ACCOUNTS ?? 50);
/** Fewer than this many changes of keys between two runs. */
const busyness = accountCount < 200 ? 4 : 7;
const start = new Date('2026-01-01T00:00:00Z');
const leadDays = [30, 7, 1];

let table: TestTable;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

/** What the oracle knows of a key: its date, and up to when its holder has been told what there was to tell. */
interface Watched {
  account: Account;
  key: Key;
  expiresAt: number | null;
  since: number;
  /** Taken out of use by hand: its holder is not told. */
  silent: boolean;
}

/** What the holder of a key is to be told next. */
interface Owed {
  each: Watched;
  kind: 'expiring' | 'expired';
  days: number;
}

/** Digests of a kind that an account may be sent: filled drop by drop. */
class Allowance {
  #left: number;
  #asOf = start.getTime();
  readonly #most: number;
  readonly #perHour: number;

  constructor(most: number, perHour: number) {
    this.#left = most;
    this.#most = most;
    this.#perHour = perHour;
  }

  /** Whether there is one left now. */
  has(now: number): boolean {
    this.#left = Math.min(this.#most, this.#left + ((now - this.#asOf) / 3_600_000) * this.#perHour);
    this.#asOf = now;
    return this.#left >= 1;
  }

  use(): void {
    this.#left -= 1;
  }
}

it('sends each expected notice once and no other in a year of creates, edits, deletes and outages', async () => {
  const seed = drawSeed();
  const random = new SeededRandom(seed);
  const bench = new NotifierBench(table, start);
  const accounts = await Promise.all(Array.from({ length: accountCount }, () => bench.newAccount()));
  const watched = new Map<string, Watched>();
  const expected = new Set<string>();
  const allowances = new Map(
    accounts.map(({ accountId }) => [
      accountId,
      { expiring: new Allowance(2, 1 / 4), expired: new Allowance(3, 1) },
    ]),
  );
  let putOff = 0;

  // The oracle: at each run, of each key the most urgent of what was to be told since its holder was last told
  // of it, or since the edit. It goes with all else of the account as soon as one of its kinds may.
  const foresee = (now: number) => {
    for (const { accountId } of accounts) {
      const owed = [...watched.values()].flatMap((each): Owed[] => {
        const { account, expiresAt, since, silent } = each;
        if (account.accountId !== accountId || expiresAt === null || silent) return [];
        const isNew = (instant: number) => instant <= now && instant > since;
        if (isNew(expiresAt)) return [{ each, kind: 'expired', days: 0 }];
        const told = leadDays.filter((days) => isNew(expiresAt - days * day));
        return told.length > 0 && expiresAt > now
          ? [{ each, kind: 'expiring', days: Math.min(...told) }]
          : [];
      });
      const allowed = allowances.get(accountId);
      const free = [...new Set(owed.map(({ kind }) => kind))].filter((kind) => allowed?.[kind].has(now));
      if (owed.length > 0 && free.length === 0) putOff++;
      if (free.length === 0) continue;
      for (const kind of free) allowed?.[kind].use();
      for (const { each, kind, days } of owed) {
        expected.add(`${now} ${each.key.keyId} ${kind === 'expired' ? kind : days}`);
        each.since = now;
      }
    }
  };
  const live = () => [...watched.values()];
  const randomDate = () =>
    random.chance(0.1) ? null : new Date(bench.now.getTime() + (1 + random.integer(60 * 24)) * 3_600_000);
  const create = async (account = random.pick(accounts), expiresAt = randomDate()) => {
    const { key } = await bench.newKey(account, { name: 'k', description: null, expiresAt }, bench.now);
    watched.set(key.keyId, {
      account,
      key,
      expiresAt: expiresAt?.getTime() ?? null,
      since: bench.now.getTime(),
      silent: false,
    });
  };
  const act = async () => {
    if (watched.size < 50 || random.chance(0.4)) return create();
    const target = random.pick(live());
    if (random.chance(0.2)) {
      watched.delete(target.key.keyId);
      return bench.keys.delete(target.key);
    }
    if (random.chance(0.15)) {
      const wasExpired = target.expiresAt !== null && target.expiresAt <= bench.now.getTime();
      if (!wasExpired)
        Object.assign(target, { expiresAt: bench.now.getTime(), since: bench.now.getTime(), silent: true });
      return bench.keys.expire(target.key, bench.now);
    }
    const expiresAt = randomDate();
    Object.assign(target, {
      expiresAt: expiresAt?.getTime() ?? null,
      since: bench.now.getTime(),
      silent: false,
    });
    return bench.keys.update(
      target.key,
      { expiresAt },
      { account: target.account, ifVersion: null, now: bench.now },
    );
  };

  const run = async () => {
    foresee(bench.now.getTime());
    await bench.run();
  };

  let outage = 0;
  for (let today = 0; today < 365; today++) {
    for (let i = random.integer(busyness); i > 0; i--) {
      bench.now = new Date(bench.now.getTime() + 1000 * (1 + random.integer(3_600)));
      await act();
    }
    if (outage > 0) outage--;
    else if (random.chance(0.02)) outage = random.integer(20);
    const isBusy = today % busyEveryDays === busyEveryDays - 1;
    if (isBusy) {
      const account = random.pick(accounts);
      for (let n = 0; n < keysOfBusyDay; n++) {
        const noticeAt = start.getTime() + (today + (6 + random.integer(12)) / 24) * day;
        await create(account, new Date(noticeAt + random.pick([0, 1, 7]) * day));
      }
    }
    for (let hour = isBusy ? 6 : 24; hour <= 24; hour++) {
      bench.now = new Date(start.getTime() + today * day + hour * 3_600_000);
      if (outage === 0) await run();
    }
  }

  const sent = new Set<string>();
  for (const account of accounts) {
    let before: string | null = null;
    do {
      // The log is read as of the beginning, so that its end after 90 days does not matter here.
      const { records, nextPosition } = await bench.notices.readLog(account.accountId, 100, before, start);
      for (const { at, keyId, kind, leadDays: days } of records) {
        const fact = `${at.getTime()} ${keyId} ${kind === 'expired' ? 'expired' : days}`;
        expect([seed, fact, sent.has(fact)]).toEqual([seed, fact, false]);
        sent.add(fact);
      }
      before = nextPosition;
    } while (before);
  }
  expect(bench.errors).toEqual([]);
  expect({ seed, missing: [...expected].filter((fact) => !sent.has(fact)) }).toEqual({ seed, missing: [] });
  expect({ seed, unexpected: [...sent].filter((fact) => !expected.has(fact)) }).toEqual({
    seed,
    unexpected: [],
  });
  expect(expected.size).toBeGreaterThan(500);
  expect(putOff).toBeGreaterThan(0);
  // One mail per account and run, however many keys it tells of.
  const mails = bench.mailer.sent.map(({ accountId, at }) => `${accountId} ${at.getTime()}`);
  expect(new Set(mails).size).toBe(mails.length);
}, 600_000);
