import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dieBefore } from '../support/faults.ts';
import { NotifierBench } from '../support/notifier.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

const start = new Date('2026-06-15T12:00:00Z');
const inDays = (days: number) => new Date(start.getTime() + days * 86_400_000);
const fields = { name: 'Server', description: null };
let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  table = await openTestTable();
  bench = new NotifierBench(table, start);
});
afterEach(() => table.close());

const newDueAccount = async (email?: string) => {
  const account = await bench.newAccount(email);
  const { key } = await bench.newKey(account, { ...fields, expiresAt: inDays(8) }, start);
  return { account, key };
};
const mailsTo = (email: string) => bench.mailer.sent.filter(({ to }) => to.includes(email)).length;

describe('a crash of the notifier', () => {
  // The writes of a run for one account with two due keys: 1 lease, (mail), 2 record, 3-6 log and move of
  // each key, 7 end of record and lease.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'before its write number %i loses no mail, and doubles it only right after the sending',
    async (n) => {
      const { account } = await newDueAccount();
      await bench.newKey(account, { ...fields, name: 'Second', expiresAt: inDays(8) }, start);
      bench.advance(1);
      await bench.run({}, dieBefore(table, n)).catch(() => {});
      bench.advance(0.01);
      await bench.run();
      bench.advance(0.01);
      await bench.run();
      expect(mailsTo(account.email)).toBe(n === 2 ? 2 : 1);
      const { records } = await bench.notices.readLog(account.accountId, 10, null, bench.now);
      expect(records.map(({ name }) => name).sort()).toEqual(['Second', 'Server']);
      expect(await bench.run()).toMatchObject({ accounts: 0 });
    },
  );
});

describe('overlapping runs', () => {
  it('send each mail once', async () => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => newDueAccount()));
    bench.advance(1);
    const results = await Promise.all([bench.run(), bench.run(), bench.run()]);
    for (const { account } of accounts) expect(mailsTo(account.email)).toBe(1);
    expect(results.reduce((sum, { mails }) => sum + mails, 0)).toBe(20);
  });

  it('stay away from an account until the lease of a dead run expires', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    await bench.notices.acquire(account.accountId, 'dead', 300, bench.now);
    bench.advance(240 / 86_400);
    expect(await bench.run()).toMatchObject({ mails: 0, accounts: 1, oldestOverdueSeconds: 240 });
    bench.advance(61 / 86_400);
    expect(await bench.run()).toMatchObject({ mails: 1, oldestOverdueSeconds: 0 });
  });
});

describe('trouble with the mail service', () => {
  it('that is throttling ends the run early; the next run sends the rest, nothing twice', async () => {
    await Promise.all(Array.from({ length: 30 }, () => newDueAccount()));
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
    await newDueAccount();
    bench.advance(1.5);
    bench.mailer.fault = () => 'throttled';
    expect(await bench.run()).toMatchObject({ oldestOverdueSeconds: 43_200 });
  });

  it('with the mail of one account does not hold up the others', async () => {
    const poison = await newDueAccount('poison@example.com');
    const others = await Promise.all(Array.from({ length: 5 }, () => newDueAccount()));
    bench.advance(1);
    bench.mailer.fault = ({ to }) => (to.includes('poison@example.com') ? 'refused' : null);
    expect(await bench.run()).toMatchObject({ mails: 5, failures: 1, undeliverable: 0 });
    for (const { account } of others) expect(mailsTo(account.email)).toBe(1);
    expect(bench.errors.map(([accountId]) => accountId)).toEqual([poison.account.accountId]);
  });

  it('is tried again with growing pauses, then given up: the account is marked and the log says so', async () => {
    const { account } = await newDueAccount();
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
    const { records } = await bench.notices.readLog(account.accountId, 10, null, bench.now);
    expect(records).toEqual([expect.objectContaining({ messageId: null })]);
    // The next notice is tried afresh, and its success clears the mark.
    bench.mailer.fault = () => null;
    bench.advance(5);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect((await bench.accounts.get(account.accountId))?.undeliverable).toBeNull();
  });

  it.each([
    ['while the key still works', 1, 'API key “Server” expires in 7 days'],
    ['once the key has expired', 8, 'API key “Server” has expired'],
  ])('loses no postponed notice to saved lead times, %s', async (_, days, subject) => {
    const { account } = await newDueAccount();
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
    const { account } = await newDueAccount();
    await newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'misconfigured';
    expect(await bench.run({ concurrency: 1 })).toMatchObject({
      mails: 0,
      stopped: 'misconfigured',
      undeliverable: 0,
    });
    bench.mailer.fault = () => null;
    expect(await bench.run()).toMatchObject({ mails: 2 });
    expect(mailsTo(account.email)).toBe(1);
  });

  it('without a response leaves the mail due', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    expect(await bench.run()).toMatchObject({ mails: 0, failures: 1, stopped: null });
    bench.mailer.fault = () => null;
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect(mailsTo(account.email)).toBe(1);
  });
});

describe('an address that mail does not reach', () => {
  it('gets no more mail, and the account says so; the others still do', async () => {
    const { account } = await newDueAccount();
    expect(
      await bench.accounts.markAddress(account.accountId, account.email.toUpperCase(), 'bounced', bench.now),
    ).toBe(true);
    bench.advance(1);
    expect(await bench.run()).toMatchObject({ mails: 0, undeliverable: 1 });
    const marked = await bench.accounts.get(account.accountId);
    expect(marked?.undeliverable).toMatchObject({ reason: 'bounced' });
    await bench.accounts.change(account.accountId, () => ({ retryDelivery: true }), bench.now);
    bench.advance(6);
    expect(await bench.run()).toMatchObject({ mails: 1 });
  });

  it('of somebody else marks nothing', async () => {
    const { account } = await newDueAccount();
    expect(
      await bench.accounts.markAddress(account.accountId, 'stranger@example.com', 'bounced', bench.now),
    ).toBe(false);
    expect(await bench.accounts.markAddress('B'.repeat(12), account.email, 'bounced', bench.now)).toBe(false);
  });

  it('is noted even when two bounces come at once', async () => {
    const { account } = await newDueAccount();
    await bench.accounts.change(
      account.accountId,
      () => ({
        noticeEmails: [{ email: 'ops@example.com', requestedAt: start, askedAt: start, confirmedAt: start }],
      }),
      start,
    );
    await Promise.all([
      bench.accounts.markAddress(account.accountId, account.email, 'bounced', bench.now),
      bench.accounts.markAddress(account.accountId, 'ops@example.com', 'complained', bench.now),
    ]);
    expect((await bench.accounts.get(account.accountId))?.mailProblems).toHaveLength(2);
  });
});

describe('a run', () => {
  it('that has no time left begins no further account, and the next run goes on', async () => {
    await Promise.all(Array.from({ length: 10 }, () => newDueAccount()));
    bench.advance(1);
    let left = 4;
    expect(await bench.run({ hasTime: () => left-- > 0, concurrency: 1 })).toMatchObject({
      mails: 4,
      stopped: 'time',
    });
    expect(await bench.run()).toMatchObject({ mails: 6, stopped: null });
  });

  it('begins with what has been due the longest', async () => {
    const late = await bench.newAccount();
    const early = await bench.newAccount();
    await bench.newKey(late, { ...fields, expiresAt: inDays(9) }, start);
    await bench.newKey(early, { ...fields, expiresAt: inDays(8) }, start);
    bench.advance(3);
    await bench.run({ concurrency: 1 });
    expect(bench.mailer.sent.map(({ accountId }) => accountId)).toEqual([early.accountId, late.accountId]);
  });

  it('leaves a change that comes in between to the next: nothing that was asked for is forgotten', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    const client = DynamoDBDocumentClient.from(table.client);
    bench.mailer.fault = () => {
      // Changed while the mail is on its way.
      changing = bench.accounts.change(account.accountId, () => ({ noticeLeadDays: [6] }), bench.now);
      return null;
    };
    let changing: Promise<unknown> = Promise.resolve();
    await bench.run({}, client);
    await changing;
    bench.mailer.fault = () => null;
    await bench.run();
    bench.advance(1);
    await bench.run();
    expect(bench.mailer.sent.map(({ subject }) => subject)).toEqual([
      'API key “Server” expires in 7 days',
      'API key “Server” expires in 6 days',
    ]);
  });
});
