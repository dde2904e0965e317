import type { Account } from '../../lambdas/core/account.ts';
import type { Key } from '../../lambdas/core/key.ts';
import { NotifierBench } from '../support/notifier.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { sized, sizedBy } from '../support/sizes.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { YearOracle } from './year-oracle.ts';

const day = 86_400_000;
const accountCount = sizedBy('LATCHKEY_TEST_ACCOUNTS', { usual: 50, large: 200 });
/** Every so many accounts one has two additional recipients. */
const teamEvery = 5;
/** Fewer than this many changes of keys between two runs. */
const busyness = sized({ usual: 3, large: 7 });
/** Usually there is a run a day. On each busy day a team has many keys that fall due hours apart, and runs are hourly. */
const busyEveryDays = 60;
const keysOfBusyDay = 9;
const start = new Date('2026-01-01T00:00:00Z');
const leadDays = [30, 7, 1];
/** So low that busy days come up against it. */
const mailsPerDay = { holder: 4, recipients: 5 };

let table: TestTable;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

it('sends each expected notice once and no other in a year of creates, edits, deletes and outages', async () => {
  const seed = drawSeed();
  const random = new SeededRandom(seed);
  const bench = new NotifierBench(table, start);
  bench.mailsPerDay = mailsPerDay;
  const accounts = await Promise.all(Array.from({ length: accountCount }, () => bench.newAccount()));
  const teams = accounts.filter((_, n) => n % teamEvery === 0);
  for (const { accountId } of teams) {
    const noticeEmails = ['a', 'b'].map((name) => ({
      email: `${name}-${accountId}@example.com`,
      requestedAt: start,
      askedAt: start,
      confirmedAt: start,
    }));
    await bench.accounts.change(accountId, () => ({ noticeEmails }), start);
  }
  const readers = accounts.map((account): [string, string[]] => {
    const { accountId, email } = account;
    const others = teams.includes(account)
      ? ['a', 'b'].map((name) => `${name}-${accountId}@example.com`)
      : [];
    return [accountId, [email, ...others]];
  });
  const oracle = new YearOracle(new Map(readers), leadDays, [mailsPerDay.holder, mailsPerDay.recipients]);
  const keys = new Map<string, { account: Account; key: Key }>();

  const randomDate = () =>
    random.chance(0.1) ? null : new Date(bench.now.getTime() + (1 + random.integer(60 * 24)) * 3_600_000);
  const create = async (account = random.pick(accounts), expiresAt = randomDate()) => {
    const name = `k${keys.size}`;
    const { key } = await bench.newKey(account, { name, description: null, expiresAt }, bench.now);
    keys.set(name, { account, key });
    oracle.keys.set(name, {
      accountId: account.accountId,
      name,
      expiresAt: expiresAt?.getTime() ?? null,
      since: bench.now.getTime(),
      silent: false,
    });
  };
  const act = async () => {
    if (oracle.keys.size < 50 || random.chance(0.4)) return create();
    const target = random.pick([...oracle.keys.values()]);
    const { account, key } = keys.get(target.name) ?? fail();
    const now = bench.now.getTime();
    if (random.chance(0.2)) {
      oracle.keys.delete(target.name);
      return bench.keys.delete(key);
    }
    if (random.chance(0.15)) {
      const wasExpired = target.expiresAt !== null && target.expiresAt <= now;
      if (!wasExpired) Object.assign(target, { expiresAt: now, since: now, silent: true });
      return bench.keys.expire(key, bench.now);
    }
    const expiresAt = randomDate();
    Object.assign(target, { expiresAt: expiresAt?.getTime() ?? null, since: now, silent: false });
    return bench.keys.update(key, { expiresAt }, { account, ifVersion: null, now: bench.now });
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
    const team = random.pick(teams);
    for (let n = isBusy ? keysOfBusyDay : 0; n > 0; n--) {
      const noticeAt = start.getTime() + (today + (6 + random.integer(12)) / 24) * day;
      await create(team, new Date(noticeAt + random.pick([0, 1, 7]) * day));
    }
    for (let hour = isBusy ? 6 : 24; hour <= 24; hour++) {
      bench.now = new Date(start.getTime() + today * day + hour * 3_600_000);
      if (outage > 0) continue;
      oracle.run(bench.now.getTime());
      await bench.run();
    }
  }

  const sent = new Set<string>();
  for (const account of accounts) {
    let before: string | null = null;
    do {
      // The log is read as of the beginning, so that its end after 90 days does not matter here.
      const { records, nextPosition } = await bench.noticeLog.read(account.accountId, 100, before, start);
      for (const { at, name, kind, leadDays: days } of records) {
        const fact = `${at.getTime()} ${name} ${kind === 'expired' ? 'expired' : days}`;
        expect([seed, fact, sent.has(fact)]).toEqual([seed, fact, false]);
        sent.add(fact);
      }
      before = nextPosition;
    } while (before);
  }
  expect(bench.errors).toEqual([]);
  const beyond = (some: ReadonlySet<string>, others: ReadonlySet<string>) => ({
    seed,
    found: [...some].filter((each) => !others.has(each)),
  });
  const nothing = { seed, found: [] };
  expect(beyond(oracle.notices, sent)).toEqual(nothing);
  expect(beyond(sent, oracle.notices)).toEqual(nothing);
  expect(oracle.notices.size).toBeGreaterThan(sized({ usual: 300, large: 1_000 }));
  // One mail per reader and run, however many keys it tells of; late readers get all that they have missed.
  const mails = bench.mailer.sent.map(({ to, at, text }) => {
    // The headline may name one of them as well.
    const names = new Set([...text.matchAll(/^(k\d+) (?:expires|has expired)/gm)].map(([, name]) => name));
    return `${at.getTime()} ${to}: ${[...names].toSorted().join(' ')}`;
  });
  expect(beyond(oracle.mails, new Set(mails))).toEqual(nothing);
  expect(beyond(new Set(mails), oracle.mails)).toEqual(nothing);
  expect(mails).toHaveLength(oracle.mails.size);
  console.log(
    `seed ${seed}: ${mails.length} mails; ${oracle.putOff} times put off, ${oracle.missed} missed.`,
  );
  expect(Math.min(oracle.putOff, oracle.missed)).toBeGreaterThan(0);
}, 600_000);

function fail(): never {
  throw new Error('The oracle knows a key that was never made.');
}
