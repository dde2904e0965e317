import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SuspensionStore } from '../../lambdas/adapters/table/suspension-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { unrecorded } from '../../lambdas/core/trail.ts';
import { dieBefore } from '../support/faults.ts';
import type { NotifierBench } from '../support/notifier.ts';
import type { TestTable } from '../support/test-table.ts';
import { fields, inDays, openNotifier, start } from './setup.ts';

let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  ({ table, bench } = await openNotifier());
});
afterEach(() => table.close());

describe('a crash of the notifier', () => {
  // The writes of a run for one account with two due keys: 1 lease, 2 attempt, (mail), 3 record, 4-7 log and
  // move of each key, 8 end of record and lease.
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'before its write number %i loses no mail, and doubles it only right after the sending',
    async (n) => {
      const { account } = await bench.newDueAccount();
      await bench.newKey(account, { ...fields, name: 'Second', expiresAt: inDays(8) }, start);
      bench.advance(1);
      await bench.run({}, dieBefore(table, n)).catch(() => {});
      for (let run = 0; run < 3; run++) {
        bench.advance(0.01);
        await bench.run();
      }
      expect(bench.mailsTo(account.email)).toBe(n === 3 ? 2 : 1);
      const { records } = await bench.noticeLog.read(account.accountId, 10, null, bench.now);
      expect(records.map(({ name }) => name).sort()).toEqual(['Second', 'Server']);
      expect(await bench.run()).toMatchObject({ accounts: 0 });
    },
  );
});

describe('overlapping runs', () => {
  it('send each mail once', async () => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => bench.newDueAccount()));
    bench.advance(1);
    const results = await Promise.all([bench.run(), bench.run(), bench.run()]);
    for (const { account } of accounts) expect(bench.mailsTo(account.email)).toBe(1);
    expect(results.reduce((sum, { mails }) => sum + mails, 0)).toBe(20);
  });

  it('stay away from an account until the lease of a dead run expires', async () => {
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    await bench.notices.acquire(account.accountId, 'dead', 300, bench.now);
    bench.advance(240 / 86_400);
    expect(await bench.run()).toMatchObject({ mails: 0, accounts: 1, oldestOverdueSeconds: 240 });
    bench.advance(61 / 86_400);
    expect(await bench.run()).toMatchObject({ mails: 1, oldestOverdueSeconds: 0 });
  });
});

describe('a run', () => {
  it('that has no time left begins no further account, and the next run goes on', async () => {
    await Promise.all(Array.from({ length: 10 }, () => bench.newDueAccount()));
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
    const { account } = await bench.newDueAccount();
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

describe('a suspended account', () => {
  const suspensions = (client: DynamoDBDocumentClient = table.documents) =>
    new SuspensionStore(new TableClient(client, table.tableName), [30, 7, 1]);
  const suspend = (accountId: string) =>
    suspensions().suspend(accountId, 'unpaid', { now: bench.now, record: unrecorded });
  const resume = (accountId: string) =>
    suspensions().resume(accountId, { now: bench.now, record: unrecorded });
  const ask = (email: string) => ({
    noticeEmails: [{ email, requestedAt: bench.now, askedAt: null, confirmedAt: null }],
  });
  const subjects = () => bench.mailer.sent.map(({ subject }) => subject).toSorted();

  it('gets no mail and raises no alarm, and all that it is owed once it is resumed', async () => {
    const { account, key } = await bench.newDueAccount();
    await suspend(account.accountId);
    await bench.accounts.change(account.accountId, () => ask('ops@example.com'), bench.now);
    await bench.rotate(key, { byKey: { from: null } });
    for (const days of [1, 7, 0.1]) {
      bench.advance(days);
      expect(await bench.run()).toMatchObject({
        accounts: 1,
        mails: 0,
        failures: 0,
        oldestOverdueSeconds: 0,
      });
    }
    expect(await bench.logOf(account)).toEqual([]);
    await resume(account.accountId);
    for (let run = 0; run < 3; run++) await bench.run();
    // Of several notices of one key that fell due, the most urgent.
    expect(subjects()).toEqual([
      'Confirm this address for API key notices',
      expect.stringContaining('Server has expired'),
    ]);
    expect(bench.errors).toEqual([]);
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });

  it('gets no mail of a run that had begun to serve it', async () => {
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    const client = dieBefore(table, Number.POSITIVE_INFINITY);
    const send = client.send.bind(client);
    let writes = 0;
    // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
    client.send = (async (command: any) => {
      // After the lease, before the attempt is recorded.
      if (/^Update/.test(command.constructor.name) && ++writes === 2) await suspend(account.accountId);
      return send(command);
    }) as typeof client.send;
    expect(await bench.run({}, client)).toMatchObject({ mails: 0 });
    expect(await bench.run()).toMatchObject({ mails: 0 });
    await resume(account.accountId);
    expect(await bench.run()).toMatchObject({ mails: 1 });
    expect(subjects()).toEqual(['Server expires in 7 days']);
  });
});
