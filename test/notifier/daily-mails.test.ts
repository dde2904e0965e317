import type { Account } from '../../lambdas/core/account.ts';
import { viewDelivery } from '../../lambdas/core/delivery.ts';
import { dieBefore } from '../support/faults.ts';
import { NotifierBench } from '../support/notifier.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

const start = new Date('2026-06-15T12:00:00Z');
const inHours = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
const fields = { name: 'Server', description: null };
const others = ['a@example.com', 'b@example.com', 'c@example.com'];
let table: TestTable;
let bench: NotifierBench;
let account: Account;

beforeEach(async () => {
  table = await openTestTable();
  bench = new NotifierBench(table, start);
  bench.gathering = { expiring: { atOnce: 20, intervalMs: 1 }, expired: { atOnce: 20, intervalMs: 1 } };
  bench.mailsPerDay = { holder: 30, recipients: 4 };
  account = await bench.newAccount('holder@example.com');
  const confirmed = (email: string) => ({ email, requestedAt: start, askedAt: start, confirmedAt: start });
  await bench.accounts.change(account.accountId, () => ({ noticeEmails: others.map(confirmed) }), start);
});
afterEach(() => table.close());

/** A key of which there is nothing to tell before it expires. */
const newKey = (name: string, hours: number) =>
  bench.newKey(account, { ...fields, name, expiresAt: inHours(hours) }, inHours(hours - 12));
const runAt = (hours: number, client?: ReturnType<typeof dieBefore>) => {
  bench.now = inHours(hours);
  return bench.run({}, client);
};
const mailsTo = (email: string) =>
  bench.mailer.sent.filter(({ to }) => to === email).map(({ subject }) => subject);
const logged = async () =>
  (await bench.noticeLog.read(account.accountId, 100, null, bench.now)).records.reverse();
const expired = (name: string) => `${name} has expired`;

describe('mails to additional recipients that the day has no room for', () => {
  /** The first digest goes to all, the second to the holder and the first of the others. */
  const tellOfTwo = async () => {
    await newKey('One', 1);
    await newKey('Two', 2);
    await runAt(1);
    expect(await runAt(2)).toMatchObject({ mails: 2, notices: 1, undeliverable: 0 });
  };

  it('wait until it has, while the holder and what is new do not', async () => {
    await tellOfTwo();
    expect(await runAt(2.1)).toMatchObject({ accounts: 0 });
    await newKey('Three', 3);
    expect(await runAt(3)).toMatchObject({ mails: 1, notices: 1, oldestOverdueSeconds: 0 });
    expect(mailsTo(account.email)).toEqual(['One', 'Two', 'Three'].map(expired));
    // A day after the first digest.
    expect(await runAt(24.9)).toMatchObject({ accounts: 0 });
    expect(await runAt(25)).toMatchObject({ accounts: 1, mails: 3, notices: 0 });
    expect(mailsTo('a@example.com')).toEqual([expired('One'), expired('Two'), expired('Three')]);
    for (const email of others.slice(1)) {
      expect(mailsTo(email)).toEqual([expired('One'), '2 API keys have expired']);
    }
    expect(await runAt(60)).toMatchObject({ accounts: 0 });
    expect((await logged()).map(({ name, to }) => [name, to.toSorted()])).toEqual(
      ['One', 'Two', 'Three'].map((name) => [name, [...others, account.email].toSorted()]),
    );
  });

  it('go with the next digest for which it has', async () => {
    await tellOfTwo();
    await newKey('Three', 25);
    expect(await runAt(25)).toMatchObject({ mails: 4, notices: 1 });
    expect(mailsTo('b@example.com').at(-1)).toBe('2 API keys have expired');
    expect(mailsTo('a@example.com').at(-1)).toBe(expired('Three'));
  });

  it('say no more of keys that were deleted or extended in the meantime', async () => {
    const { key } = await newKey('One', 1);
    const { key: second } = await newKey('Two', 2);
    await newKey('Three', 2);
    await runAt(1);
    await runAt(2);
    await bench.keys.delete(key);
    await bench.keys.update(
      second,
      { expiresAt: inHours(2000) },
      { account, ifVersion: null, now: bench.now },
    );
    await runAt(25);
    expect(mailsTo('b@example.com')).toEqual([expired('One'), expired('Three')]);
  });

  it('go first to who has waited the longest', async () => {
    await tellOfTwo();
    await newKey('Three', 25);
    // The second digest's one mail is of the last day as well: room for one.
    bench.mailsPerDay = { holder: 30, recipients: 2 };
    expect(await runAt(25)).toMatchObject({ mails: 2, notices: 1 });
    expect(mailsTo('a@example.com')).toEqual([expired('One'), expired('Two')]);
    expect(mailsTo('b@example.com')).toEqual([expired('One'), '2 API keys have expired']);
  });

  // The run that settles the second digest: lease, two attempts, record, log, key, end of the lease.
  it.each([2, 3, 4, 5, 6, 7])('are not lost to a crash before write number %i', async (n) => {
    await newKey('One', 1);
    await newKey('Two', 2);
    await runAt(1);
    await runAt(2, dieBefore(table, n)).catch(() => {});
    for (const hours of [2.3, 25, 26]) await runAt(hours);
    for (const email of [...others, account.email]) {
      // At most one copy more for the death between a mail and its record.
      const [first, ...rest] = mailsTo(email);
      expect([first, ...new Set(rest)]).toEqual([expired('One'), expired('Two')]);
      expect(rest.length).toBeLessThanOrEqual(2);
    }
    expect(bench.mailer.sent.length).toBeLessThanOrEqual(9);
    expect(await runAt(60)).toMatchObject({ accounts: 0 });
  });

  // The run that makes up for it: lease, for each of two the attempt, what came of it, and the log; end of the lease.
  it.each([2, 3, 4, 5, 6, 7, 8])('are made up for in spite of a crash before write number %i', async (n) => {
    await tellOfTwo();
    await runAt(25, dieBefore(table, n)).catch(() => {});
    for (const hours of [25.3, 50]) await runAt(hours);
    for (const email of others) expect(new Set(mailsTo(email))).toEqual(new Set(['One', 'Two'].map(expired)));
    expect(bench.mailer.sent.length).toBeLessThanOrEqual(9);
    expect(await runAt(90)).toMatchObject({ accounts: 0 });
  });

  it('of which nobody knows whether they went out are copied three times at most', async () => {
    await tellOfTwo();
    bench.mailer.fault = ({ to }) => (to === 'b@example.com' ? 'unknown' : null);
    bench.mailer.takesUnknown = true;
    let found = 0;
    for (const hours of [25, 25.2, 25.25, 29, 29.25, 30, 30.25, 31, 55, 80]) {
      found += (await runAt(hours)).unconfirmed;
    }
    expect(mailsTo('b@example.com')).toEqual([expired('One'), ...Array(3).fill(expired('Two'))]);
    expect(mailsTo('c@example.com')).toEqual([expired('One'), expired('Two')]);
    expect(found).toBe(1);
    const { addresses } = viewDelivery((await bench.accounts.get(account.accountId)) ?? account);
    expect(addresses.map(({ state }) => state)).toEqual(['ok', 'ok', 'unconfirmed', 'ok']);
  });
});

it('mails to the holder wait when the day has no room, and use up no room of the others', async () => {
  bench.mailsPerDay = { holder: 2, recipients: 100 };
  for (const [n, name] of ['One', 'Two', 'Three', 'Four'].entries()) await newKey(name, n + 1);
  for (const hours of [1, 2, 3, 4]) {
    expect(await runAt(hours)).toMatchObject({ notices: 1, mails: hours < 3 ? 4 : 3 });
  }
  expect(mailsTo(account.email)).toEqual([expired('One'), expired('Two')]);
  await runAt(25);
  expect(mailsTo(account.email)).toEqual([expired('One'), expired('Two'), '2 API keys have expired']);
});

it('notices wait when the day has no room for anybody, without a word of overdue ones', async () => {
  bench.mailsPerDay = { holder: 1, recipients: 3 };
  for (const [n, name] of ['One', 'Two', 'Three'].entries()) await newKey(name, n + 1);
  await runAt(1);
  for (const hours of [2, 3, 4]) {
    expect(await runAt(hours)).toMatchObject({ mails: 0, oldestOverdueSeconds: 0 });
  }
  expect(await runAt(25)).toMatchObject({ mails: 4, notices: 2, oldestOverdueSeconds: 0 });
});

it('requests for confirmation take of the room of additional recipients, and digests leave it to them', async () => {
  await newKey('One', 1);
  await bench.accounts.change(
    account.accountId,
    ({ noticeEmails }) => ({
      noticeEmails: [
        ...noticeEmails,
        { email: 'new@example.com', requestedAt: start, askedAt: null, confirmedAt: null },
      ],
    }),
    start,
  );
  bench.mailsPerDay = { holder: 30, recipients: 3 };
  await runAt(1);
  expect(bench.mailer.sent.map(({ to }) => to)).toEqual([
    account.email,
    'a@example.com',
    'b@example.com',
    'new@example.com',
  ]);
  await runAt(25);
  expect(bench.mailer.sent.at(-1)?.to).toBe('c@example.com');
});

it('a recipient whose mail has no known outcome holds up nothing of the others', async () => {
  bench.mailsPerDay = { holder: 30, recipients: 30 };
  await newKey('One', 1);
  await newKey('Two', 2);
  bench.mailer.fault = ({ to }) => (to === account.email ? 'unknown' : null);
  bench.mailer.takesUnknown = true;
  expect(await runAt(1)).toMatchObject({ mails: 3, notices: 1 });
  await runAt(1.25);
  expect(await runAt(2)).toMatchObject({ mails: 3, notices: 1 });
  await runAt(5.25);
  bench.mailer.fault = () => null;
  expect(await runAt(6.25)).toMatchObject({ unconfirmed: 1, mails: 1 });
  expect(mailsTo(account.email)).toEqual([...Array(3).fill(expired('One')), expired('Two')]);
  for (const email of others) expect(mailsTo(email)).toEqual([expired('One'), expired('Two')]);
  expect((await logged()).map(({ name, to }) => [name, to])).toEqual([
    ['One', others],
    ['Two', [...others, account.email]],
  ]);
});
