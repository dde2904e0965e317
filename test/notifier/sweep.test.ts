import { formatAccessKey } from '../../lambdas/core/access-key.ts';
import { viewDelivery } from '../../lambdas/core/delivery.ts';
import { dieBefore } from '../support/faults.ts';
import { NotifierBench } from '../support/notifier.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

const start = new Date('2026-06-15T12:00:00Z');
const inDays = (days: number, from = start) => new Date(from.getTime() + days * 86_400_000);
const fields = { name: 'Server', description: null };
let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  table = await openTestTable();
  bench = new NotifierBench(table, start);
});
afterEach(async () => {
  await table.close();
  expect(bench.errors).toEqual([]);
});

const subjects = () => bench.mailer.sent.map(({ subject }) => subject);

describe('the notifier', () => {
  it('sends one mail at each lead time and one at the expiry, each once', async () => {
    const account = await bench.newAccount();
    await bench.newKey(account, { ...fields, expiresAt: inDays(40) }, start);
    for (let hour = 0; hour < 45 * 4; hour++) {
      bench.advance(0.25);
      await bench.run();
    }
    expect(subjects()).toEqual([
      'Server expires in 30 days',
      'Server expires in 7 days',
      'Server expires in 1 day',
      'Server has expired',
    ]);
    expect(bench.mailer.sent.map(({ at }) => at)).toEqual([10, 33, 39, 40].map((days) => inDays(days)));
  });

  it('sends one mail for all keys of an account, the most urgent first', async () => {
    const account = await bench.newAccount();
    await bench.newKey(account, { ...fields, name: 'Later', expiresAt: inDays(7) }, start);
    await bench.newKey(account, { ...fields, name: 'Sooner', expiresAt: inDays(1) }, start);
    await bench.newKey(account, { ...fields, name: 'Gone', expiresAt: inDays(0.5) }, start);
    bench.advance(0.9);
    const result = await bench.run();
    expect(result).toMatchObject({ accounts: 1, mails: 1, notices: 1 });
    bench.advance(6);
    await bench.run();
    expect(subjects()[1]).toBe('Sooner has expired, 1 more expires in 2 hours');
    expect(bench.mailer.sent).toHaveLength(2);
    expect(bench.mailer.sent[1]?.text).toMatch(/Sooner has expired[\s\S]*Later expires/);
  });

  it('tells only the most urgent fact after an outage', async () => {
    const account = await bench.newAccount();
    await bench.newKey(account, { ...fields, expiresAt: inDays(40) }, start);
    bench.advance(39.5);
    await bench.run();
    expect(subjects()).toEqual(['Server expires in 12 hours']);
    bench.advance(100);
    await bench.run();
    await bench.run();
    expect(subjects().slice(1)).toEqual(['Server has expired']);
  });

  it('sends nothing about a key that was extended, cleared, expired by hand or deleted in between', async () => {
    const account = await bench.newAccount();
    const make = async () => (await bench.newKey(account, { ...fields, expiresAt: inDays(10) }, start)).key;
    const [extended, cleared, expired, deleted] = [await make(), await make(), await make(), await make()];
    bench.advance(9.5);
    const context = { account, ifVersion: null, now: bench.now };
    await bench.keys.update(extended, { expiresAt: inDays(50) }, context);
    await bench.keys.update(cleared, { expiresAt: null }, context);
    await bench.keys.expire(expired, bench.now);
    await bench.keys.delete(deleted);
    expect(await bench.run()).toMatchObject({ mails: 0 });
    bench.advance(5);
    expect(await bench.run()).toMatchObject({ mails: 0, accounts: 0 });
  });

  it('starts over when a date is edited: lead times already announced are announced again for the new date', async () => {
    const account = await bench.newAccount();
    const { key } = await bench.newKey(account, { ...fields, expiresAt: inDays(8) }, start);
    bench.advance(1);
    await bench.run();
    await bench.keys.update(key, { expiresAt: inDays(20) }, { account, ifVersion: null, now: bench.now });
    bench.advance(12);
    await bench.run();
    expect(subjects()).toEqual(['Server expires in 7 days', 'Server expires in 7 days']);
  });

  it('links to each key, shows its access key masked and its expiry in both time zones', async () => {
    const created = await bench.newAccount();
    const account = await bench.accounts.change(
      created.accountId,
      () => ({ timeZone: 'Asia/Kolkata' }),
      start,
    );
    const { key } = await bench.newKey(
      account,
      { name: '<b>"Tom" & Jerry</b>', description: null, expiresAt: inDays(7.5) },
      start,
    );
    bench.advance(0.5);
    await bench.run();
    const [mail] = bench.mailer.sent;
    const accessKey = formatAccessKey(key);
    for (const body of [mail?.text, mail?.html]) {
      expect(body).toContain(`https://keys.example.com/keys/${key.keyId}`);
      expect(body).not.toContain(accessKey);
      expect(body).toContain(`${accessKey.slice(0, 4)}…${accessKey.slice(-4)}`);
      expect(body).toMatch(/Works until Tue, 23 June 2026 at 05:30 GMT\+5:30 \(00:00 UTC\)/);
    }
    expect(mail?.text).toContain('<b>"Tom" & Jerry</b>');
    expect(mail?.html).not.toContain('<b>');
    expect(mail?.html).toContain('&lt;b&gt;');
    expect(mail?.subject).not.toMatch(/[\r\n]/);
    expect(mail?.to).toBe(account.email);
  });

  it('reads one page per shard and no more when nothing is due', async () => {
    await bench.newAccount();
    const calls: string[] = [];
    table.documents.middlewareStack.add(
      (next, context) => (args) => {
        calls.push(String(context.commandName));
        return next(args);
      },
      { step: 'initialize', name: 'count' },
    );
    expect(await bench.run()).toMatchObject({ accounts: 0, oldestOverdueSeconds: 0 });
    table.documents.middlewareStack.remove('count');
    expect(calls).toEqual(Array(8).fill('QueryCommand'));
  });

  it('records what was sent, to whom and when, and keeps that when the key is deleted', async () => {
    const account = await bench.newAccount();
    const { key } = await bench.newKey(account, { ...fields, expiresAt: inDays(8) }, start);
    bench.advance(1);
    await bench.run();
    await bench.keys.delete(key);
    const { records } = await bench.notices.readLog(account.accountId, 10, null, bench.now);
    expect(records).toEqual([
      expect.objectContaining({
        keyId: key.keyId,
        name: 'Server',
        kind: 'expiring',
        leadDays: 7,
        messageId: 'message-1',
        to: [account.email],
        at: inDays(1),
      }),
    ]);
    expect((await bench.notices.readLog(account.accountId, 10, null, inDays(92))).records).toEqual([]);
  });
});

describe('lead times of an account', () => {
  it('hold for all of its keys as soon as they are changed', async () => {
    const account = await bench.newAccount();
    await bench.newKey(account, { ...fields, expiresAt: inDays(40) }, start);
    const changed = await bench.accounts.change(
      account.accountId,
      () => ({ noticeLeadDays: [35, 2] }),
      start,
    );
    await bench.notices.reschedulePending(
      changed,
      (await bench.keys.list(account.accountId))?.keys ?? [],
      start,
    );
    for (let day = 0; day < 41; day++) {
      bench.advance(1);
      await bench.run();
    }
    expect(subjects()).toEqual([
      'Server expires in 35 days',
      'Server expires in 2 days',
      'Server has expired',
    ]);
  });

  it('are applied by the notifier when the change died half way', async () => {
    const account = await bench.newAccount();
    await bench.newKey(account, { ...fields, expiresAt: inDays(40) }, start);
    await bench.accounts.change(account.accountId, () => ({ noticeLeadDays: [35] }), start);
    await bench.run();
    bench.advance(5);
    await bench.run();
    expect(subjects()).toEqual(['Server expires in 35 days']);
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });
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
