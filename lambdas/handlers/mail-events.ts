import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { accountTag, attemptTag } from '../adapters/mail/mail-tags.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { MailboxStore } from '../adapters/table/mailbox-store.ts';
import { NoticeStore } from '../adapters/table/notice-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import type { AddressError } from '../core/mail-problem.ts';

const logger = new Logger();
const metrics = new Metrics();
const { accounts, mailboxes, notices } = connectStores({
  accounts: AccountStore,
  mailboxes: MailboxStore,
  notices: NoticeStore,
});

/** What SES reports about a mail through EventBridge, as far as it matters here. */
export interface MailEvent {
  detail: {
    eventType: string;
    mail: { messageId?: string; tags?: Record<string, string[]> };
    bounce?: { bounceType: string; bouncedRecipients: { emailAddress: string }[] };
    complaint?: { complainedRecipients: { emailAddress: string }[] };
  };
}

/**
 * Marks an address whose mail bounced for good, or whose reader has complained: no more is sent there, and
 * the banner says so. Transient bounces, such as a full mailbox, are left to SES, which tries again. That SES
 * accepted a mail settles an attempt whose response was lost. Each event may be repeated.
 */
export async function handler({ detail }: MailEvent): Promise<{ marked: number }> {
  const accountId = detail.mail.tags?.[accountTag]?.[0];
  if (!accountId) return { marked: 0 };
  if (detail.eventType === 'Send') {
    await settleAttempt(accountId, detail.mail);
    return { marked: 0 };
  }
  const { reason, addresses } = readError(detail);
  if (!reason) return { marked: 0 };
  let marked = 0;
  for (const address of addresses) {
    // Over all accounts: whoever complains about one account's mail gets none of the others', either.
    const asking = await mailboxes.recordTrouble(address, reason, new Date());
    if (await accounts.markAddress(accountId, address, reason, new Date())) marked++;
    for (const other of asking.filter((id) => id !== accountId)) {
      await accounts.markListedAddress(other, address, reason, new Date());
    }
  }
  metrics.addMetric('AddressesUndeliverable', MetricUnit.Count, marked);
  metrics.publishStoredMetrics();
  logger.info('Mail did not arrive.', { accountId, reason, marked });
  return { marked };
}

/** Of most mails the outcome is known by then, and nothing is written. */
async function settleAttempt(accountId: string, { messageId, tags }: MailEvent['detail']['mail']) {
  const attemptId = tags?.[attemptTag]?.[0];
  if (!attemptId || !messageId) return;
  const account = await accounts.get(accountId);
  const isOpen = account?.recipients.some(({ attempt }) => attempt?.id === attemptId);
  if (isOpen) await notices.recordAcceptance(accountId, attemptId, messageId);
}

function readError({ bounce, complaint }: MailEvent['detail']): {
  reason: AddressError | null;
  addresses: string[];
} {
  const addressesOf = (recipients: { emailAddress: string }[]) =>
    recipients.map(({ emailAddress }) => emailAddress);
  if (bounce?.bounceType === 'Permanent') {
    return { reason: 'bounced', addresses: addressesOf(bounce.bouncedRecipients) };
  }
  if (complaint) return { reason: 'complained', addresses: addressesOf(complaint.complainedRecipients) };
  return { reason: null, addresses: [] };
}
