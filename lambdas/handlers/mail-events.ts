import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { environmentNames, requireEnv, requireEnvIntegers } from '../adapters/environment.ts';
import { accountTag } from '../adapters/mail/mailer.ts';
import { NoticeStore } from '../adapters/table/notice-store.ts';
import { connectTable } from '../adapters/table/table.ts';
import type { AddressFault } from '../core/delivery.ts';

const logger = new Logger();
const metrics = new Metrics();
const notices = new NoticeStore(connectTable(), {
  tableName: requireEnv(environmentNames.tableName),
  noticeLeadDays: requireEnvIntegers(environmentNames.noticeLeadDays),
});

/** What SES tells of a mail through EventBridge, as far as it matters here. */
export interface MailEvent {
  detail: {
    eventType: string;
    mail: { tags?: Record<string, string[]> };
    bounce?: { bounceType: string; bouncedRecipients: { emailAddress: string }[] };
    complaint?: { complainedRecipients: { emailAddress: string }[] };
  };
}

/**
 * Marks an address from which mail has come back for good, or whose reader has complained: no more is sent there, and the
 * banner says so. Passing bounces, such as a full mailbox, are SES's to repeat.
 */
export async function handler({ detail }: MailEvent): Promise<{ marked: number }> {
  const accountId = detail.mail.tags?.[accountTag]?.[0];
  const { fault, addresses } = readFault(detail);
  if (!accountId || !fault) return { marked: 0 };
  let marked = 0;
  for (const address of addresses) {
    if (await notices.markAddress(accountId, address, fault, new Date())) marked++;
  }
  metrics.addMetric('AddressesUndeliverable', MetricUnit.Count, marked);
  metrics.publishStoredMetrics();
  logger.info('Mail did not arrive.', { accountId, fault, marked });
  return { marked };
}

function readFault({ bounce, complaint }: MailEvent['detail']): {
  fault: AddressFault | null;
  addresses: string[];
} {
  const addressesOf = (recipients: { emailAddress: string }[]) =>
    recipients.map(({ emailAddress }) => emailAddress);
  if (bounce?.bounceType === 'Permanent') {
    return { fault: 'bounced', addresses: addressesOf(bounce.bouncedRecipients) };
  }
  if (complaint) return { fault: 'complained', addresses: addressesOf(complaint.complainedRecipients) };
  return { fault: null, addresses: [] };
}
