import { MailFault } from '../adapters/mail/mailer.ts';
import type { SentDigestItem } from '../adapters/table/items.ts';
import type { Lease } from '../adapters/table/notice-store.ts';
import type { Account } from '../core/account.ts';
import { deliverableAddresses, findUnreachable, type Undeliverable } from '../core/delivery.ts';
import type { Notice } from '../core/digest.ts';
import { toEpochSeconds } from '../core/instant.ts';
import { nextMailTry } from '../core/mail-retry.ts';
import { renderDigest } from './mails/digest-mail.tsx';
import type { NotifierTools, Served } from './tools.ts';

/**
 * Sends the notices that an account is owed as one mail, and records them. A mail that the service refuses, or that can't be
 * written, is the account's own trouble: it is put off, with growing pauses, and in the end given up.
 * @throws MailFault `throttled`, `misconfigured` or `unknown`: nothing is recorded, the notices stay due
 */
export async function sendDigest(
  tools: NotifierTools,
  { account, item }: Lease,
  owed: readonly Notice[],
  served: Served,
): Promise<void> {
  const { mailer, notices, portalUrl, clock } = tools;
  const unreachable = findUnreachable(account);
  if (unreachable) return giveUp(tools, account, owed, unreachable, served);
  const to = deliverableAddresses(account);
  let messageId: string;
  try {
    const mail = renderDigest({ account, notices: owed, portalUrl, now: clock() });
    messageId = await mailer.send({ ...mail, to }, account.accountId);
  } catch (error) {
    if (error instanceof MailFault && error.kind !== 'refused') throw error;
    served.refusal = error;
    const failures = (item.mailFailures ?? 0) + 1;
    const until = nextMailTry(failures, clock());
    if (until) await notices.putOff(account.accountId, failures, owed, until);
    else {
      const since = account.undeliverable?.since ?? clock();
      await giveUp(tools, account, owed, { since, reason: 'refused' }, served);
    }
    return;
  }
  const sent = describe(owed, messageId, to, clock());
  await notices.recordSent(account.accountId, sent, null);
  await notices.settle(account, sent);
  served.mails++;
  served.notices += owed.length;
}

/** Writes the notices down as not delivered and marks the account, so that the banner and an alarm tell of it. */
async function giveUp(
  { notices, clock }: NotifierTools,
  account: Account,
  owed: readonly Notice[],
  undeliverable: Undeliverable,
  served: Served,
): Promise<void> {
  const record = describe(owed, null, [], clock());
  await notices.recordSent(account.accountId, record, undeliverable);
  await notices.settle(account, record);
  served.undeliverable = true;
}

function describe(
  owed: readonly Notice[],
  messageId: string | null,
  to: readonly string[],
  at: Date,
): SentDigestItem {
  return {
    atMs: at.getTime(),
    messageId,
    to: [...to],
    notices: owed.map(({ key, kind, leadDays, noticeAt }) => ({
      keyId: key.keyId,
      name: key.name,
      kind,
      ...(leadDays !== null && { leadDays }),
      expiresAt: toEpochSeconds(key.expiresAt),
      noticeAt: toEpochSeconds(noticeAt),
    })),
  };
}
