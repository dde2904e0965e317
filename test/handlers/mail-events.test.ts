import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { MailboxStore } from '../../lambdas/adapters/table/mailbox-store.ts';
import { NoticeStore } from '../../lambdas/adapters/table/notice-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import type { Account } from '../../lambdas/core/account.ts';
import { viewDelivery } from '../../lambdas/core/delivery.ts';
import { fullBuckets } from '../../lambdas/core/gathering.ts';
import type { MailEvent } from '../../lambdas/handlers/mail-events.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

let table: TestTable;
let accounts: AccountCreation;
let notices: NoticeStore;
let mailboxes: MailboxStore;
let account: Account;
let handler: (event: MailEvent) => Promise<{ marked: number }>;

beforeAll(async () => {
  table = await openTestTable();
  const client = new TableClient(table.documents, table.tableName);
  accounts = new AccountCreation(client, [30, 7, 1]);
  notices = new NoticeStore(client, [30, 7, 1]);
  mailboxes = new MailboxStore(client);
  setFunctionEnvironment(table, { POWERTOOLS_METRICS_DISABLED: 'true' });
  ({ handler } = await import('../../lambdas/handlers/mail-events.ts'));
});
afterAll(() => table.close());
beforeEach(async () => {
  const email = `holder${Math.random()}@example.com`;
  ({ account } = await accounts.ensure({ sub: email, email }, new Date()));
});

/** An event of SES's about a mail of the account's. */
const eventOf = (detail: Omit<MailEvent['detail'], 'mail'>, attempt = 'attempt-1'): MailEvent => ({
  detail: {
    ...detail,
    mail: {
      messageId: 'm-1',
      tags: { 'latchkey-account': [account.accountId], 'latchkey-attempt': [attempt] },
    },
  },
});
const bounceOf = (bounceType: string) =>
  eventOf({
    eventType: 'Bounce',
    bounce: { bounceType, bouncedRecipients: [{ emailAddress: account.email }] },
  });
const stateOf = async () => {
  const current = await accounts.get(account.accountId);
  return current && viewDelivery(current).addresses[0]?.state;
};

it.each([
  ['Permanent', 1, 'bounced'],
  ['Transient', 0, 'ok'],
])('marks an address after a bounce that is %s: %i', async (type, marked, state) => {
  expect(await handler(bounceOf(type))).toEqual({ marked });
  expect(await stateOf()).toBe(state);
});

it('marks the mailbox for all accounts that have asked it, even when it is on no list any more', async () => {
  const mailbox = `ops${Math.random()}@example.com`;
  const now = new Date();
  const other = (await accounts.ensure({ sub: mailbox, email: 'b@example.com' }, now)).account;
  const requestedAt = new Date(now.getTime() - 2 * 86_400_000);
  await mailboxes.takeTurn({ accountId: other.accountId, email: mailbox, requestedAt }, requestedAt);
  const confirmed = { email: mailbox, requestedAt, askedAt: requestedAt, confirmedAt: requestedAt };
  await accounts.change(other.accountId, () => ({ noticeEmails: [confirmed] }), now);

  const complaint = { complainedRecipients: [{ emailAddress: mailbox }] };
  // A complaint about the mail of an account that has taken the address off its list since.
  await handler(eventOf({ eventType: 'Complaint', complaint }));
  expect(await accounts.get(account.accountId)).toMatchObject({ leftEmails: [mailbox], mailProblems: [] });
  expect(await accounts.get(other.accountId)).toMatchObject({ mailProblems: [{ reason: 'complained' }] });
  expect((await mailboxes.get(mailbox)).complainedAt).not.toBeNull();
});

it('marks an address that was lost with the event, once the runbook’s remedy is followed', async () => {
  // As the queue holds it: what the function was started with, and why it failed.
  const message = JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted' },
    requestPayload: bounceOf('Permanent'),
    responsePayload: { errorType: 'Problem', errorMessage: 'unavailable' },
  });
  await handler(JSON.parse(message).requestPayload);
  expect(await stateOf()).toBe('bounced');
});

it('settles an open attempt when the mail was accepted, and does not care about others', async () => {
  const attempt = { id: 'attempt-1', at: new Date(), copies: 1, purpose: 'digest' as const, missed: 0 };
  const state = { email: account.email, failures: 0, trouble: null, retryAt: null, attempt, missed: [] };
  await notices.acquire(account.accountId, 'run', 300, new Date());
  await notices.recordProgress(account.accountId, 'run', {
    recipients: [state],
    mailing: null,
    buckets: fullBuckets,
    mails: { holder: [], recipients: [] },
  });
  const sent = { eventType: 'Send' };
  for (const attemptId of ['attempt-1', 'attempt-1', 'attempt-2']) await handler(eventOf(sent, attemptId));
  const lease = await notices.acquire(account.accountId, 'run', 300, new Date());
  expect([...(lease?.acceptedAttempts ?? [])]).toEqual([['attempt-1', 'm-1']]);
});
