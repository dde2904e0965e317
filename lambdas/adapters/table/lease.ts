import type { Account } from '../../core/account.ts';
import { lastDay } from '../../core/daily-limit.ts';
import type { DailyMails } from '../../core/daily-mails.ts';
import type { SentDigest } from '../../core/digest.ts';
import type { DigestBuckets } from '../../core/gathering.ts';
import type { Mailing } from '../../core/mailing.ts';
import type { RecipientState } from '../../core/recipient.ts';
import { toAccount, toRecipientItems } from './account-items.ts';
import type { AccountItem } from './item-shapes.ts';
import { toMailing, toMailingItem, toSentDigest } from './notice-items.ts';
import type { Undefinable } from './update-expression.ts';

/** An account that this run of the notifier serves, and no other. */
export interface Lease {
  account: Account;
  /**
   * A digest that an earlier run sent or gave up, and whose notices it may not have recorded all; null: none.
   */
  unsettled: SentDigest | null;
  /** The notices that an earlier run began to mail and whose outcome is still open; null: none. */
  mailing: Mailing | null;
  /** How many more digests the account may be sent now. */
  buckets: DigestBuckets;
  /** When it was sent mails, within the last day. */
  mails: DailyMails;
  /** Attempts that the mail service has reported as accepted: their message ids. */
  acceptedAttempts: ReadonlyMap<string, string>;
  /** Since when the lead times hold, if the keys' notices are to be rescheduled by them; else null. */
  leadDaysSince: Date | null;
}

/** Where the mails of an account stand. */
export interface MailProgress {
  recipients: readonly RecipientState[];
  mailing: Mailing | null;
  buckets: DigestBuckets;
  mails: DailyMails;
}

/**
 * @param now also since when changed lead times hold if the item doesn't tell: an earlier version did not record
 *   it
 */
export function toLease(item: AccountItem, defaultLeadDays: readonly number[], now: Date): Lease {
  const { unsettled, mailing, acceptedAttempts = [], replan = false, replanSinceMs } = item;
  const leadDaysSince = replanSinceMs === undefined ? now : new Date(replanSinceMs);
  return {
    account: toAccount(item, defaultLeadDays),
    unsettled: unsettled ? toSentDigest(unsettled) : null,
    mailing: mailing ? toMailing(mailing) : null,
    buckets: toDigestBuckets(item, now),
    mails: toDailyMails(item, now),
    acceptedAttempts: new Map([...acceptedAttempts].map(splitAcceptedAttempt)),
    leadDaysSince: replan ? leadDaysSince : null,
  };
}

/** The attributes to set on an account's item; undefined removes one. */
export function toProgressAttributes({
  recipients,
  mailing,
  buckets,
  mails,
}: MailProgress): Undefinable<AccountItem> {
  return {
    recipients: toRecipientItems(recipients),
    mailing: mailing ? toMailingItem(mailing) : undefined,
    expiringMailsFullMs: buckets.expiring?.getTime(),
    expiredMailsFullMs: buckets.expired?.getTime(),
    holderMailsMs: toMilliseconds(mails.holder),
    recipientMailsMs: toMilliseconds(mails.recipients),
    // Of no use once no outcome is open.
    ...(recipients.every(({ attempt }) => attempt === null) && { acceptedAttempts: undefined }),
  };
}

function toDigestBuckets({ expiringMailsFullMs, expiredMailsFullMs }: AccountItem, now: Date): DigestBuckets {
  // What is full needs no attribute: the next write drops it.
  const instant = (ms = 0) => (ms > now.getTime() ? new Date(ms) : null);
  return { expiring: instant(expiringMailsFullMs), expired: instant(expiredMailsFullMs) };
}

function toDailyMails({ holderMailsMs, recipientMailsMs }: AccountItem, now: Date): DailyMails {
  const instants = (list: readonly number[] = []) =>
    lastDay(
      list.map((ms) => new Date(ms)),
      now,
    );
  return { holder: instants(holderMailsMs), recipients: instants(recipientMailsMs) };
}

function toMilliseconds(instants: readonly Date[]): number[] | undefined {
  return instants.length > 0 ? instants.map((instant) => instant.getTime()) : undefined;
}

function splitAcceptedAttempt(text: string): [attemptId: string, messageId: string] {
  const [attemptId = '', messageId = ''] = text.split(' ');
  return [attemptId, messageId];
}

export const endOfLease = { leaseOwner: undefined, leaseUntil: undefined } satisfies Undefinable<AccountItem>;
