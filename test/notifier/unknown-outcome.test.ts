import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { viewDelivery } from '../../lambdas/core/delivery.ts';
import { dieBefore } from '../support/faults.ts';
import type { NotifierBench } from '../support/notifier.ts';
import type { TestTable } from '../support/test-table.ts';
import { inDays, openNotifier } from './setup.ts';

let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  ({ table, bench } = await openNotifier());
});
afterEach(() => table.close());

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
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    bench.mailer.takesUnknown = true;
    expect(await runFor(360)).toBe(1);
    expect(bench.mailer.sent.map(({ at }) => (at.getTime() - inDays(1).getTime()) / 60_000)).toEqual([
      0, 15, 255,
    ]);
    expect(await bench.logOf(account)).toMatchObject([
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
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    // Lease and attempt can be written, the outcome and the end of the lease cannot.
    await runFor(600, () => dieBefore(table, 3));
    expect(bench.mailsTo(account.email)).toBe(3);
  });

  it('is not sent again once the mail service has reported that it took it', async () => {
    const { account } = await bench.newDueAccount();
    bench.advance(1);
    bench.mailer.fault = () => 'unknown';
    bench.mailer.takesUnknown = true;
    await bench.run();
    const [mail] = bench.mailer.sent;
    await bench.notices.recordAcceptance(account.accountId, mail?.attemptId ?? '', 'message-by-event');
    bench.mailer.fault = () => null;
    bench.advance(15 / 1440);
    await bench.run();
    expect(bench.mailsTo(account.email)).toBe(1);
    expect(await bench.logOf(account)).toMatchObject([{ outcome: 'sent', messageId: 'message-by-event' }]);
    expect(await bench.run()).toMatchObject({ accounts: 0 });
  });

  it('is not repeated for a key that was extended in the meantime', async () => {
    const { account, key } = await bench.newDueAccount();
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
