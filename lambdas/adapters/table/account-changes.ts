import { confirmationsPerDay, type NoticeEmail } from '../../core/notice-email.ts';
import { Problem } from '../../core/problem.ts';
import { type AccountItem, queueAttributes, toNoticeEmailItem } from './items.ts';
import type { Undefinable } from './update-expression.ts';

/** Absent: kept. */
export interface AccountChanges {
  email?: string;
  timeZone?: string;
  noticeLeadDays?: readonly number[];
  noticeEmails?: readonly NoticeEmail[];
  formerNoticeEmails?: readonly NoticeEmail[];
  /** Forgets which addresses mail did not reach, so that the next notice is tried again. */
  retryDelivery?: boolean;
}

/** The attributes that changes come to; undefined removes one. @throws Problem `rate_limited` */
export function toAttributes(
  item: AccountItem,
  changes: AccountChanges,
  now: Date,
): Undefinable<AccountItem> {
  const { email, timeZone, noticeLeadDays, noticeEmails, formerNoticeEmails, retryDelivery } = changes;
  const isAsking = noticeEmails?.some(({ askedAt }) => askedAt === null) ?? false;
  return {
    updatedAtMs: now.getTime(),
    ...(timeZone !== undefined && { timeZone }),
    ...(noticeLeadDays && {
      noticeLeadDays: noticeLeadDays.toSorted((a, b) => b - a),
      replan: true as const,
    }),
    ...(noticeEmails && {
      noticeEmails: noticeEmails.map(toNoticeEmailItem),
      ...countConfirmations(item, noticeEmails, now),
    }),
    ...(formerNoticeEmails && {
      formerNoticeEmails:
        formerNoticeEmails.length > 0 ? formerNoticeEmails.map(toNoticeEmailItem) : undefined,
    }),
    ...((noticeLeadDays || isAsking) && queueAttributes(item.pk, now)),
    ...(email !== undefined && { email }),
    // A new address, or the holder's word that the old one works again, wipes the slate clean.
    ...((email !== undefined || retryDelivery) && {
      mailProblems: complaintsOfStrangers(item),
      undeliverable: undefined,
      mailFailures: undefined,
    }),
  };
}

/** What stays on the slate: who never agreed to any mail and has called it unwanted must not be asked again. */
function complaintsOfStrangers(item: AccountItem): AccountItem['mailProblems'] {
  const isOwn = (email: string) =>
    email === item.email ||
    item.noticeEmails?.some((entry) => entry.email === email && entry.confirmedAtMs !== undefined);
  const kept = Object.entries(item.mailProblems ?? {}).filter(
    ([email, { fault }]) => fault === 'complained' && !isOwn(email),
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** Nobody can have more than so many requests a day sent to strangers, however often addresses come and go. */
function countConfirmations(
  item: AccountItem,
  noticeEmails: readonly NoticeEmail[],
  now: Date,
): Partial<AccountItem> {
  const known = new Set(item.noticeEmails?.map(({ email }) => email));
  const added = noticeEmails.filter(({ email, askedAt }) => askedAt === null && !known.has(email)).length;
  if (added === 0) return {};
  const recent = (item.confirmationsMs ?? []).filter((ms) => ms > now.getTime() - 86_400_000);
  if (recent.length + added > confirmationsPerDay) {
    throw new Problem('rate_limited', {
      detail: `An account may add ${confirmationsPerDay} notice addresses a day. Try again tomorrow.`,
    });
  }
  return { confirmationsMs: [...recent, ...Array<number>(added).fill(now.getTime())] };
}
