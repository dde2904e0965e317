import { viewDelivery } from '../../lambdas/core/delivery.ts';
import { dieBefore } from '../support/faults.ts';
import type { NotifierBench } from '../support/notifier.ts';
import type { TestTable } from '../support/test-table.ts';
import { openNotifier, start } from './setup.ts';

let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  ({ table, bench } = await openNotifier());
});
afterEach(() => table.close());

describe('several recipients', () => {
  const newTeam = async () => {
    const { account, key } = await bench.newDueAccount();
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
    expect(await bench.logOf(account)).toMatchObject([{ to: everybody }]);
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
    const { account } = await bench.newDueAccount();
    await bench.accounts.change(account.accountId, () => ({ leadTimeMails: false }), start);
    bench.advance(1);
    expect(await bench.run()).toMatchObject({ mails: 0 });
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    expect(await bench.logOf(account)).toEqual([]);
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
    expect(await bench.logOf(account)).toMatchObject([{ to: everybody }]);
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
    const { account } = await bench.newDueAccount();
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
    const { account } = await bench.newDueAccount();
    await bench.accounts.markAddress(account.accountId, 'stranger@example.com', 'complained', bench.now);
    const marked = (await bench.accounts.get(account.accountId)) ?? account;
    expect(marked).toMatchObject({ mailProblems: [], leftEmails: ['stranger@example.com'] });
    expect(await bench.accounts.markAddress('B'.repeat(12), account.email, 'bounced', bench.now)).toBe(false);
  });

  it('is noted even when two bounces come at once', async () => {
    const { account } = await bench.newDueAccount();
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
    const { account } = await bench.newDueAccount();
    for (const each of reasons) {
      await bench.accounts.markAddress(account.accountId, account.email, each, bench.now);
    }
    expect((await bench.accounts.get(account.accountId))?.mailProblems).toMatchObject([{ reason }]);
  });
});
