import type { NotifierBench } from '../support/notifier.ts';
import type { TestTable } from '../support/test-table.ts';
import { fields, inDays, openNotifier, start } from './setup.ts';

let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  ({ table, bench } = await openNotifier());
});
afterEach(() => table.close());

describe('trouble with the mail service', () => {
  it('that is throttling ends the run early; the next run sends the rest, nothing twice', async () => {
    await Promise.all(Array.from({ length: 30 }, () => bench.newDueAccount()));
    bench.advance(1);
    bench.mailer.fault = () => (bench.mailer.sent.length >= 12 ? 'throttled' : null);
    const first = await bench.run({ concurrency: 3 });
    expect(first).toMatchObject({ mails: 12, stopped: 'throttled', failures: 0, oldestOverdueSeconds: 0 });
    bench.mailer.fault = () => null;
    bench.advance(5 / 1440);
    expect(await bench.run()).toMatchObject({ mails: 18, stopped: null });
    expect(new Set(bench.mailer.sent.map(({ accountId }) => accountId)).size).toBe(30);
  });

  it('reports how long the oldest notice has been waiting', async () => {
    await bench.newDueAccount();
    bench.advance(1.5);
    bench.mailer.fault = () => 'throttled';
    expect(await bench.run()).toMatchObject({ oldestOverdueSeconds: 43_200 });
  });

  it('with the mail of one account does not hold up the others', async () => {
    const poison = await bench.newDueAccount('poison@example.com');
    const others = await Promise.all(Array.from({ length: 5 }, () => bench.newDueAccount()));
    bench.advance(1);
    bench.mailer.fault = ({ to }) => (to === 'poison@example.com' ? 'refused' : null);
    expect(await bench.run()).toMatchObject({ mails: 5, failures: 1, undeliverable: 0 });
    for (const { account } of others) expect(bench.mailsTo(account.email)).toBe(1);
    expect(bench.errors.map(([accountId]) => accountId)).toEqual([poison.account.accountId]);
  });

  it('is tried again with growing pauses, then given up: the account is marked and the log says so', async () => {
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'refused';
    const tries: number[] = [];
    for (let minutes = 0; minutes < 30 * 60; minutes += 15) {
      const { failures, undeliverable } = await bench.run();
      if (failures > 0) tries.push(minutes);
      expect(undeliverable).toBe(tries.length === 5 && failures > 0 ? 1 : 0);
      bench.advance(15 / 1440);
    }
    expect(tries).toEqual([0, 15, 75, 315, 1035]);
    expect((await bench.accounts.get(account.accountId))?.undeliverable).toMatchObject({ reason: 'refused' });
    const { records } = await bench.noticeLog.read(account.accountId, 10, null, bench.now);
    expect(records).toEqual([expect.objectContaining({ messageId: null })]);
    // The next notice is tried afresh, and its success clears the mark.
    bench.mailer.fault = () => null;
    bench.advance(5);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect((await bench.accounts.get(account.accountId))?.undeliverable).toBeNull();
  });

  it.each([
    ['while the key still works', 1, 'Server expires in 7 days'],
    ['once the key has expired', 8, 'Server has expired'],
  ])('loses no postponed notice to saved lead times, %s', async (_, days, subject) => {
    const { account } = await bench.newDueAccount();
    bench.advance(days);
    bench.mailer.fault = () => 'refused';
    await bench.run();
    bench.mailer.fault = () => null;
    await bench.accounts.change(account.accountId, () => ({ noticeLeadDays: [30, 7, 1] }), bench.now);
    for (let minutes = 0; minutes < 60; minutes += 5) {
      bench.advance(5 / 1440);
      await bench.run();
    }
    expect(bench.mailer.sent.map((mail) => mail.subject)).toEqual([subject]);
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });

  it('that concerns the sender ends the run and blames no account', async () => {
    const { account } = await bench.newDueAccount();
    await bench.newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'misconfigured';
    expect(await bench.run({ concurrency: 1 })).toMatchObject({
      mails: 0,
      stopped: 'misconfigured',
      undeliverable: 0,
    });
    bench.mailer.fault = () => null;
    expect(await bench.run()).toMatchObject({ mails: 2 });
    expect(bench.mailsTo(account.email)).toBe(1);
  });

  it('without a response leaves the mail due, for another copy after a pause', async () => {
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    expect(await bench.run()).toMatchObject({ mails: 0, failures: 1, stopped: null });
    bench.mailer.fault = () => null;
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    bench.advance(15 / 1440);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect(bench.mailsTo(account.email)).toBe(1);
  });

  it('tries each of several keys that fall due minutes apart for 17 hours', async () => {
    const account = await bench.newAccount();
    for (let n = 0; n < 5; n++) {
      await bench.newKey(account, { ...fields, expiresAt: inDays(8 + (n * 5) / 1440) }, start);
    }
    bench.advance(1);
    bench.mailer.fault = () => 'refused';
    for (const minutes of [0, 5, 10, 5, 55, 245, 720]) {
      bench.advance(minutes / 1440);
      expect(await bench.logOf(account)).toEqual([]);
      await bench.run();
    }
    // Only the first key has been there for all five tries.
    expect(await bench.logOf(account)).toMatchObject([{ outcome: 'not_delivered' }]);
    bench.mailer.fault = () => null;
    bench.advance(0.5);
    expect(await bench.run()).toMatchObject({ mails: 1, notices: 4 });
  });
});
