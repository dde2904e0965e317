import { viewDelivery } from '../../lambdas/core/delivery.ts';
import { dieBefore } from '../support/faults.ts';
import type { NotifierBench } from '../support/notifier.ts';
import type { TestTable } from '../support/test-table.ts';
import { fields, inDays, openNotifier, start } from './setup.ts';

let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  ({ table, bench } = await openNotifier());
});
afterEach(async () => {
  await table.close();
  expect(bench.errors).toEqual([]);
});

describe('additional recipients', () => {
  const add = (accountId: string, emails: string[]) =>
    bench.accounts.change(
      accountId,
      ({ noticeEmails }) => ({
        noticeEmails: emails.map(
          (email) =>
            noticeEmails.find((entry) => entry.email === email) ?? {
              email,
              requestedAt: bench.now,
              askedAt: null,
              confirmedAt: null,
            },
        ),
      }),
      bench.now,
    );
  const tokenIn = (text = '') => /token=(\S+)/.exec(text)?.[1] ?? '';

  it('get one confirmation request, and notices only after they have confirmed', async () => {
    const account = await bench.newAccount();
    await bench.newKey(account, { ...fields, expiresAt: inDays(8) }, start);
    await add(account.accountId, ['ops@example.com']);
    await bench.run();
    await bench.run();
    expect(bench.mailer.sent.map(({ to, subject }) => [to, subject])).toEqual([
      ['ops@example.com', 'Confirm this address for API key notices'],
    ]);
    bench.advance(1);
    await bench.run();
    expect(bench.mailer.sent[1]?.to).toBe(account.email);
    expect(await bench.accounts.confirmEmail(tokenIn(bench.mailer.sent[0]?.text), bench.now)).toBe(true);
    bench.advance(6);
    await bench.run();
    expect(bench.mailer.sent.slice(2).map(({ to }) => to)).toEqual([account.email, 'ops@example.com']);
  });

  const newAccountAsking = async (...emails: string[]) => {
    const { accountId } = await bench.newAccount();
    await add(accountId, emails);
    return accountId;
  };
  const recipients = () => bench.mailer.sent.map(({ to }) => to);
  const addressOf = async (accountId: string, email: string) => {
    const account = await bench.accounts.get(accountId);
    return account && viewDelivery(account).addresses.find((address) => address.email === email);
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])(
    'are asked in spite of a crash before write number %i, one of them twice at most',
    async (n) => {
      await newAccountAsking('a@example.com', 'b@example.com', 'c@example.com');
      await bench.run({}, dieBefore(table, n)).catch(() => {});
      for (let run = 0; run < 3; run++) {
        bench.advance(0.011);
        await bench.run();
      }
      expect(new Set(recipients()).size).toBe(3);
      bench.errors.length = 0;
      // 1 lease, then for each its turn at the mailbox, the attempt, and the record of it.
      expect(recipients()).toHaveLength([4, 7, 10].includes(n) ? 4 : 3);
    },
  );

  it('are asked again when the mail service refuses, with the pauses of the account; the state says so', async () => {
    const accountId = await newAccountAsking('ops@example.com');
    bench.mailer.fault = () => 'refused';
    const tries: number[] = [];
    for (let minutes = 0; minutes < 18 * 60; minutes += 15) {
      if ((await bench.run()).failures > 0) tries.push(minutes);
      bench.advance(15 / 1440);
    }
    expect(tries).toEqual([0, 15, 75, 315, 1035]);
    bench.errors.length = 0;
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    expect(await addressOf(accountId, 'ops@example.com')).toMatchObject({
      state: 'refused',
      since: '2026-06-15T12:00:00Z',
      detail: expect.stringContaining('refused'),
    });
    // Asked for by the holder, it is sent again.
    bench.mailer.fault = () => null;
    await bench.accounts.change(accountId, () => ({ retryDelivery: true }), bench.now);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect(await addressOf(accountId, 'ops@example.com')).toMatchObject({ state: 'pending' });
    expect(await bench.accounts.confirmEmail(tokenIn(bench.mailer.sent[0]?.text), bench.now)).toBe(true);
  });

  it('get a link that works when they are taken off and put back while they are being asked', async () => {
    const accountId = await newAccountAsking('ops@example.com');
    let changing: Promise<unknown> = Promise.resolve();
    bench.mailer.fault = () => {
      bench.now = new Date(bench.now.getTime() + 1000);
      changing = add(accountId, []).then(() => add(accountId, ['ops@example.com']));
      bench.mailer.fault = () => null;
      return null;
    };
    await bench.run();
    await changing;
    await bench.run();
    const tokens = bench.mailer.sent.map(({ text }) => tokenIn(text));
    expect(await bench.accounts.confirmEmail(tokens.at(-1) ?? '', bench.now)).toBe(true);
  });

  it('are asked once a day in all, whatever their spelling and however many accounts ask', async () => {
    await newAccountAsking('me+1@example.com', 'me+2@example.com');
    await newAccountAsking('Me@example.com');
    // The others wait their turn, and are not forgotten.
    for (const sent of [1, 2, 3]) {
      await bench.run();
      bench.advance(0.9);
      await bench.run();
      expect(bench.mailer.sent).toHaveLength(sent);
      bench.advance(0.11);
    }
    expect(new Set(recipients()).size).toBe(3);
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });

  it('are never asked by any account once they have complained, and the account says so', async () => {
    await bench.mailboxes.recordTrouble('me+list@example.com', 'complained', bench.now);
    const accountId = await newAccountAsking('me@example.com', 'ops@example.com');
    await bench.run();
    await bench.run();
    expect(recipients()).toEqual(['ops@example.com']);
    expect(await addressOf(accountId, 'me@example.com')).toMatchObject({ state: 'complained' });
    expect(await bench.run()).toMatchObject({ accounts: 0 });
    // Only who reads that mailbox can undo it.
    await bench.mailboxes.forgive('me@example.com');
    await newAccountAsking('me@example.com');
    await bench.run();
    expect(recipients()).toEqual(['ops@example.com', 'me@example.com']);
  });

  it('are not asked while mail to them bounces, until the holder says that it arrives again', async () => {
    await bench.mailboxes.recordTrouble('me@example.com', 'bounced', bench.now);
    const accountId = await newAccountAsking('me@example.com');
    await bench.run();
    expect(await addressOf(accountId, 'me@example.com')).toMatchObject({ state: 'bounced' });
    await bench.accounts.change(accountId, () => ({ retryDelivery: true }), bench.now);
    await bench.run();
    expect(recipients()).toEqual(['me@example.com']);
  });

  it("can't be confirmed by a link that is old or forged, or for an address that was removed", async () => {
    const account = await bench.newAccount();
    await add(account.accountId, ['ops@example.com']);
    await bench.run();
    const token = tokenIn(bench.mailer.sent[0]?.text);
    expect(await bench.accounts.confirmEmail(`${token}x`, bench.now)).toBe(false);
    expect(await bench.accounts.confirmEmail('', bench.now)).toBe(false);
    expect(await bench.accounts.confirmEmail(token, inDays(8))).toBe(false);
    await add(account.accountId, []);
    expect(await bench.accounts.confirmEmail(token, bench.now)).toBe(false);
    bench.advance(0.1);
    await add(account.accountId, ['ops@example.com']);
    expect(await bench.accounts.confirmEmail(token, bench.now)).toBe(false);
  });

  it("can't be added and removed to pester strangers: ten requests a day", async () => {
    const account = await bench.newAccount();
    for (let i = 0; i < 10; i++) await add(account.accountId, [`stranger${i}@example.com`]);
    await expect(add(account.accountId, ['one-more@example.com'])).rejects.toMatchObject({
      code: 'rate_limited',
    });
    bench.advance(1);
    await expect(add(account.accountId, ['one-more@example.com'])).resolves.toBeDefined();
  });
});
