import { formatAccessKey } from '../../lambdas/core/access-key.ts';
import { countCalls } from '../../lambdas/core/usage-count.ts';
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

  /** The calls of the table that one run makes. */
  const callsOfRun = async () => {
    const calls: string[] = [];
    table.documents.middlewareStack.add(
      (next, context) => (args) => {
        calls.push(String(context.commandName));
        return next(args);
      },
      { step: 'initialize', name: 'count' },
    );
    const result = await bench.run();
    table.documents.middlewareStack.remove('count');
    return { result, calls };
  };

  it('reads one page per shard and no more when nothing is due', async () => {
    await bench.newAccount();
    const { result, calls } = await callsOfRun();
    expect(result).toMatchObject({ accounts: 0, oldestOverdueSeconds: 0 });
    expect(calls).toEqual(Array(8).fill('QueryCommand'));
  });

  it('reads the keys of each due account by one query, and how far use is known once in all', async () => {
    for (let n = 0; n < 3; n++) {
      const { account } = await bench.newDueAccount();
      await bench.newKey(account, { ...fields, expiresAt: inDays(8) }, start);
    }
    bench.advance(1);
    const { result, calls } = await callsOfRun();
    expect(result).toMatchObject({ accounts: 3, notices: 6 });
    const reads = calls.filter((call) => /^(Get|Query|BatchGet)/.test(call));
    expect(reads.sort()).toEqual(['GetItemCommand', ...Array(8 + 3).fill('QueryCommand')]);
  });

  it('says whether keys are in use, and names those first', async () => {
    const account = await bench.newAccount();
    const expiry = { Quiet: 6, Refused: 6.9, Busy: 7 };
    const keys = await Promise.all(
      Object.entries(expiry).map(async ([name, days]) => {
        const { key } = await bench.newKey(account, { ...fields, name, expiresAt: inDays(days) }, start);
        return key;
      }),
    );
    await bench.usage.noteCounted(start, start);
    bench.advance(6.95);
    const call = (name: string, outcome: 'success' | 'refused', daysAgo: number) => {
      const { keyId = '' } = keys.find((key) => key.name === name) ?? {};
      const at = new Date(bench.now.getTime() - daysAgo * 86_400_000);
      const logged = { keyId, at, outcome, from: null, secretNo: null, isWhoami: false };
      const [batch] = countCalls([{ accountId: account.accountId, ...logged }]);
      return batch && bench.usage.count(batch, `batch-${name}-${daysAgo}`);
    };
    await Promise.all([call('Busy', 'success', 0.5), call('Refused', 'refused', 0)]);
    await bench.usage.noteCounted(start, bench.now);
    await bench.run();
    const [mail] = bench.mailer.sent;
    expect(mail?.subject).toBe('Refused has expired and is still called, 2 more have expired or expire soon');
    expect(mail?.text).toMatch(
      /Refused has expired[\s\S]*still called: 1 refused call in the last few minutes[\s\S]*Busy expires in 1 hour[\s\S]*1 call in the last 7 days, 12 hours ago[\s\S]*Quiet has expired[\s\S]*Never used/,
    );
  });

  it('records what was sent, to whom and when, and keeps that when the key is deleted', async () => {
    const account = await bench.newAccount();
    const { key } = await bench.newKey(account, { ...fields, expiresAt: inDays(8) }, start);
    bench.advance(1);
    await bench.run();
    await bench.keys.delete(key);
    const { records } = await bench.noticeLog.read(account.accountId, 10, null, bench.now);
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
    expect((await bench.noticeLog.read(account.accountId, 10, null, inDays(92))).records).toEqual([]);
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
