import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../lambdas/core/account.ts';
import { viewDelivery } from '../../lambdas/core/delivery.ts';
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
const mailsTo = (email: string) => bench.mailer.sent.filter(({ to }) => to === email).length;

describe('a crash of the notifier', () => {
  // The writes of a run for one account with two due keys: 1 lease, 2 attempt, (mail), 3 record, 4-7 log and
  // move of each key, 8 end of record and lease.
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'before its write number %i loses no mail, and doubles it only right after the sending',
    async (n) => {
      const { account } = await newDueAccount();
      await bench.newKey(account, { ...fields, name: 'Second', expiresAt: inDays(8) }, start);
      bench.advance(1);
      await bench.run({}, dieBefore(table, n)).catch(() => {});
      for (let run = 0; run < 3; run++) {
        bench.advance(0.01);
        await bench.run();
      }
      expect(mailsTo(account.email)).toBe(n === 3 ? 2 : 1);
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
    bench.mailer.fault = ({ to }) => (to === 'poison@example.com' ? 'refused' : null);
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
    ['while the key still works', 1, 'Server expires in 7 days'],
    ['once the key has expired', 8, 'Server has expired'],
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

  it('without a response leaves the mail due, for another copy after a pause', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    expect(await bench.run()).toMatchObject({ mails: 0, failures: 1, stopped: null });
    bench.mailer.fault = () => null;
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    bench.advance(15 / 1440);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect(mailsTo(account.email)).toBe(1);
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
      expect(await logOf(account)).toEqual([]);
      await bench.run();
    }
    // Only the first key has been there for all five tries.
    expect(await logOf(account)).toMatchObject([{ outcome: 'not_delivered' }]);
    bench.mailer.fault = () => null;
    bench.advance(0.5);
    expect(await bench.run()).toMatchObject({ mails: 1, notices: 4 });
  });
});

const logOf = async ({ accountId }: Account) =>
  (await bench.notices.readLog(accountId, 100, null, bench.now)).records;

describe('a mail of which nobody knows whether it went out', () => {
  /** Runs every five minutes. */
  const runFor = async (minutes: number, client?: () => DynamoDBDocumentClient) => {
    let found = 0;
    for (let passed = 0; passed < minutes; passed += 5) {
      found += (await bench.run({}, client?.()).catch(() => null))?.unconfirmed ?? 0;
      bench.advance(5 / 1440);
    }
    return found;
  };

  it('is sent three times at most; then log and banner say that it is unconfirmed', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    bench.mailer.takesUnknown = true;
    expect(await runFor(360)).toBe(1);
    expect(bench.mailer.sent.map(({ at }) => (at.getTime() - inDays(1).getTime()) / 60_000)).toEqual([
      0, 15, 255,
    ]);
    expect(await logOf(account)).toMatchObject([
      { outcome: 'unconfirmed', messageId: null, to: [account.email] },
    ]);
    const marked = (await bench.accounts.get(account.accountId)) ?? account;
    expect(viewDelivery(marked)).toMatchObject({
      state: 'unconfirmed',
      addresses: [{ email: account.email, state: 'unconfirmed' }],
    });
    // The next notice is sent as usual, and its success clears the mark.
    bench.mailer.fault = () => null;
    bench.advance(6);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    const healed = (await bench.accounts.get(account.accountId)) ?? account;
    expect(viewDelivery(healed)).toMatchObject({ state: 'ok', addresses: [{ state: 'ok' }] });
  });

  it('is sent three times at most when the record of it can never be written', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    // Lease and attempt can be written, the outcome and the end of the lease cannot.
    await runFor(600, () => dieBefore(table, 3));
    expect(mailsTo(account.email)).toBe(3);
  });

  it('is not sent again once the mail service has reported that it took it', async () => {
    const { account } = await newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    bench.mailer.takesUnknown = true;
    await bench.run();
    const [mail] = bench.mailer.sent;
    await bench.notices.recordAcceptance(account.accountId, mail?.attemptId ?? '', 'message-by-event');
    bench.mailer.fault = () => null;
    bench.advance(15 / 1440);
    await bench.run();
    expect(mailsTo(account.email)).toBe(1);
    expect(await logOf(account)).toMatchObject([{ outcome: 'sent', messageId: 'message-by-event' }]);
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });

  it('is not repeated for a key that was extended in the meantime', async () => {
    const { account, key } = await newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    await bench.run();
    bench.mailer.fault = () => null;
    await bench.keys.update(key, { expiresAt: inDays(100) }, { account, ifVersion: null, now: bench.now });
    bench.advance(1);
    await bench.run();
    expect(bench.mailer.sent).toEqual([]);
  });
});

describe('several recipients', () => {
  const newTeam = async () => {
    const { account, key } = await newDueAccount();
    const confirm = (email: string) => ({ email, requestedAt: start, askedAt: start, confirmedAt: start });
    const noticeEmails = ['ops@example.com', 'dev@example.com'].map(confirm);
    await bench.accounts.change(account.accountId, () => ({ noticeEmails }), start);
    bench.advance(1);
    return { account, key, everybody: [account.email, 'ops@example.com', 'dev@example.com'] };
  };
  const recipients = () => bench.mailer.sent.map(({ to }) => to);

  it('get a mail each', async () => {
    const { account, everybody } = await newTeam();
    expect(await bench.run()).toMatchObject({ accounts: 1, mails: 3, notices: 1 });
    expect(recipients()).toEqual(everybody);
    expect(await logOf(account)).toMatchObject([{ to: everybody }]);
  });

  it('get theirs although the mail to one is refused, and the account names that one', async () => {
    const { account, everybody } = await newTeam();
    bench.mailer.fault = ({ to }) => (to === account.email ? 'refused' : null);
    expect(await bench.run()).toMatchObject({ mails: 2, failures: 1, undeliverable: 0 });
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    expect(recipients()).toEqual(everybody.slice(1));
    const delivery = viewDelivery((await bench.accounts.get(account.accountId)) ?? account);
    expect(delivery).toMatchObject({ state: 'ok', reason: null });
    expect(delivery.addresses.map(({ state }) => state)).toEqual(['refused', 'ok', 'ok']);
    // It gets the next notice, if it can.
    bench.mailer.fault = () => null;
    bench.advance(6);
    expect(await bench.run()).toMatchObject({ mails: 3 });
  });

  it('are told of coming expiries without the holder who does not want that, and of past ones with', async () => {
    const { account, everybody } = await newTeam();
    await bench.accounts.change(account.accountId, () => ({ leadTimeMails: false }), bench.now);
    await bench.run();
    expect(recipients()).toEqual(everybody.slice(1));
    bench.advance(7);
    await bench.run();
    expect(recipients().slice(2)).toEqual(everybody);
    const [mail] = bench.mailer.sent.slice(2);
    expect(mail?.text).toContain('You turned off emails before keys expire. You still get this one');
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });

  it('that are nobody but a holder who does not want lead times cost no mail, and nothing stays due', async () => {
    const { account } = await newDueAccount();
    await bench.accounts.change(account.accountId, () => ({ leadTimeMails: false }), start);
    bench.advance(1);
    expect(await bench.run()).toMatchObject({ mails: 0 });
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    expect(await logOf(account)).toEqual([]);
    bench.advance(7);
    expect(await bench.run()).toMatchObject({ mails: 1 });
  });

  it('get theirs once each when the mail service throttles in between', async () => {
    const { account, everybody } = await newTeam();
    bench.mailer.fault = () => (bench.mailer.sent.length === 1 ? 'throttled' : null);
    expect(await bench.run()).toMatchObject({ mails: 1, stopped: 'throttled' });
    bench.mailer.fault = () => null;
    expect(await bench.run()).toMatchObject({ mails: 2 });
    expect(recipients()).toEqual(everybody);
    expect(await logOf(account)).toMatchObject([{ to: everybody }]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'lose nothing to a crash before write number %i, and one of them gets a second copy at most',
    async (n) => {
      const { everybody } = await newTeam();
      await bench.run({}, dieBefore(table, n)).catch(() => {});
      for (let run = 0; run < 3; run++) {
        bench.advance(0.011);
        await bench.run();
      }
      expect(new Set(recipients())).toEqual(new Set(everybody));
      // 1 lease, then each attempt (which records the outcome before it), then the record.
      expect(bench.mailer.sent).toHaveLength(n >= 3 && n <= 5 ? 4 : 3);
    },
  );
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

  it('of somebody else marks no address of the account, and nothing without an account', async () => {
    const { account } = await newDueAccount();
    await bench.accounts.markAddress(account.accountId, 'stranger@example.com', 'complained', bench.now);
    const marked = (await bench.accounts.get(account.accountId)) ?? account;
    expect(marked).toMatchObject({ mailProblems: [], leftEmails: ['stranger@example.com'] });
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

describe('an address error', () => {
  it.each([
    [['complained', 'bounced'], 'complained'],
    [['bounced', 'complained'], 'complained'],
    [['bounced', 'bounced'], 'bounced'],
  ] as const)('after %j is: %s', async (reasons, reason) => {
    const { account } = await newDueAccount();
    for (const each of reasons) {
      await bench.accounts.markAddress(account.accountId, account.email, each, bench.now);
    }
    expect((await bench.accounts.get(account.accountId))?.mailProblems).toMatchObject([{ reason }]);
  });
});

describe('a run', () => {
  it('that has no time left begins no further account, and the next run goes on', async () => {
    await Promise.all(Array.from({ length: 10 }, () => newDueAccount()));
    bench.advance(1);
    // It is asked before each account, and before each mail.
    let left = 9;
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
      'Server expires in 7 days',
      'Server expires in 6 days',
    ]);
  });
});
