import { dieBefore } from '../support/faults.ts';
import { NotifierBench } from '../support/notifier.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

const start = new Date('2026-06-15T12:00:00Z');
const inMinutes = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const week = 7 * 1440;
const fields = { name: 'Server', description: null };
let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  table = await openTestTable();
  bench = new NotifierBench(table, start);
});
afterEach(() => table.close());

/** An account whose keys expire these minutes after the start, or are to be told of then. */
const newAccountWith = async (...expiries: number[]) => {
  const account = await bench.newAccount();
  for (const minutes of expiries) {
    // So late that no lead time passes before.
    const created = inMinutes(minutes < 1440 ? -600 : -1);
    await bench.newKey(account, { ...fields, expiresAt: inMinutes(minutes) }, created);
  }
  return account;
};

/** Runs every five minutes up to a time. What is put off is never reported as overdue. */
const runUntil = async (minutes: number) => {
  let notices = 0;
  for (; bench.now <= inMinutes(minutes); bench.advance(5 / 1440)) {
    const result = await bench.run();
    expect(result).toMatchObject({ failures: 0, oldestOverdueSeconds: 0 });
    notices += result.notices;
  }
  return notices;
};
const mailedAt = () => bench.mailer.sent.map(({ at }) => (at.getTime() - start.getTime()) / 60_000);
const every = (step: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => from + n * step);

it('makes three mails of 24 coming expiries minutes apart, and tells of each', async () => {
  await newAccountWith(...every(5, 24, week));
  expect(await runUntil(4 * 60)).toBe(24);
  expect(mailedAt()).toEqual([0, 5, 240]);
  expect(bench.mailer.sent.at(-1)?.subject).toBe('22 API keys expire in 7 days');
  expect(await bench.run()).toMatchObject({ accounts: 0 });
});

it('makes four mails of twelve expired keys minutes apart, and tells of each', async () => {
  await newAccountWith(...every(5, 12));
  expect(await runUntil(60)).toBe(12);
  expect(mailedAt()).toEqual([0, 5, 10, 60]);
});

it('takes what was put off along with the next digest that may go', async () => {
  await newAccountWith(week, week + 5, week + 10, 30);
  await runUntil(35);
  expect(mailedAt()).toEqual([0, 5, 30]);
  expect(bench.mailer.sent.at(-1)?.subject).toBe('Server has expired, 1 more expires in 7 days');
});

it('tells of an expiry in time although the notice before it was put off', async () => {
  const account = await newAccountWith(week, week + 5);
  await runUntil(5);
  // Two days old, and late: with half an hour left.
  await bench.newKey(account, { ...fields, expiresAt: inMinutes(40) }, inMinutes(-2 * 1440));
  await runUntil(45);
  expect(mailedAt()).toEqual([0, 5, 40]);
  expect(bench.mailer.sent.at(-1)?.subject).toBe('Server has expired');
});

it('loses nothing that was put off to saved lead times', async () => {
  const account = await newAccountWith(week, week + 5, week + 10, week + 15);
  await runUntil(15);
  await bench.accounts.change(account.accountId, () => ({ noticeLeadDays: [30, 7, 1] }), bench.now);
  expect(await runUntil(245)).toBe(2);
  expect(mailedAt()).toEqual([0, 5, 240]);
});

it('counts no digest that the mail service refuses', async () => {
  const account = await newAccountWith(week);
  bench.mailer.fault = () => 'refused';
  for (const minutes of [0, 15, 75]) {
    bench.now = inMinutes(minutes);
    expect(await bench.run()).toMatchObject({ failures: 1 });
  }
  bench.mailer.fault = () => null;
  await bench.newKey(account, { ...fields, expiresAt: inMinutes(week + 80) }, start);
  bench.now = inMinutes(80);
  expect(await bench.run()).toMatchObject({ mails: 0 });
  for (const minutes of [315, 320]) {
    await bench.newKey(account, { ...fields, expiresAt: inMinutes(week + minutes) }, start);
    bench.now = inMinutes(minutes);
    expect(await bench.run()).toMatchObject({ mails: 1 });
  }
});

// Lease, then each of the two keys that are put off, then the end of the lease.
it.each([2, 3, 4])('loses nothing to a crash before write number %i of a run that puts off', async (n) => {
  await newAccountWith(week, week + 5, week + 10, week + 10);
  await runUntil(5);
  await bench.run({}, dieBefore(table, n)).catch(() => {});
  for (const minutes of [20, 240]) {
    bench.now = inMinutes(minutes);
    await bench.run();
  }
  expect(mailedAt()).toEqual([0, 5, 240]);
  expect(bench.mailer.sent.at(-1)?.subject).toBe('2 API keys expire in 7 days');
});
