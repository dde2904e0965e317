import type { Account } from '../../lambdas/core/account.ts';
import type { Key } from '../../lambdas/core/key.ts';
import { NotifierBench } from '../support/notifier.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

const day = 86_400_000;
const hoursBetweenRuns = 24;
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

/** What the oracle knows of a key: its date, and since when it has that date. */
interface Watched {
  account: Account;
  key: Key;
  expiresAt: number | null;
  since: number;
  /** Taken out of use by hand: its holder is not told. */
  silent: boolean;
}

it('sends each expected notice once and no other in a year of creates, edits, deletes and outages', async () => {
  const seed = drawSeed();
  const random = new SeededRandom(seed);
  const bench = new NotifierBench(table, start);
  const accounts = await Promise.all(Array.from({ length: accountCount }, () => bench.newAccount()));
  const watched = new Map<string, Watched>();
  const expected = new Set<string>();
  let previousRun = start.getTime();

  // The oracle: at each run, every instant at which something was to be told and that lies between the last
  // run (or the edit) and now; of one key the most urgent alone.
  const foresee = (now: number) => {
    for (const { key, expiresAt, since, silent } of watched.values()) {
      if (expiresAt === null || silent) continue;
      const isNew = (instant: number) => instant <= now && instant > Math.max(previousRun, since);
      if (isNew(expiresAt)) expected.add(`${now} ${key.keyId} expired`);
      else {
        const told = leadDays.filter((days) => isNew(expiresAt - days * day));
        if (told.length > 0 && expiresAt > now) expected.add(`${now} ${key.keyId} ${Math.min(...told)}`);
      }
    }
  };
  const live = () => [...watched.values()];
  const randomDate = () =>
    random.chance(0.1) ? null : new Date(bench.now.getTime() + (1 + random.integer(60 * 24)) * 3_600_000);
  const create = async () => {
    const account = random.pick(accounts);
    const expiresAt = randomDate();
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

  let outage = 0;
  for (let hours = 0; hours < 365 * 24; hours += hoursBetweenRuns) {
    for (let i = random.integer(busyness); i > 0; i--) {
      bench.now = new Date(bench.now.getTime() + 1000 * (1 + random.integer(3_600)));
      await act();
    }
    bench.now = new Date(start.getTime() + (hours + hoursBetweenRuns) * 3_600_000);
    if (outage > 0) outage--;
    else if (random.chance(0.02)) outage = random.integer(20);
    if (outage > 0) continue;
    foresee(bench.now.getTime());
    await bench.run();
    previousRun = bench.now.getTime();
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
  // One mail per account and run, however many keys it tells of.
  const mails = bench.mailer.sent.map(({ accountId, at }) => `${accountId} ${at.getTime()}`);
  expect(new Set(mails).size).toBe(mails.length);
}, 600_000);
