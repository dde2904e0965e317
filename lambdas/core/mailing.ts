import { isAboutAccess, owedAccess } from './access-notices.ts';
import type { Account } from './account.ts';
import {
  isDue,
  type Notice,
  type Queued,
  type QueuePlace,
  type SentDigest,
  type SentNotice,
  toSentNotice,
} from './digest.ts';
import type { Key } from './key.ts';
import type { Counting } from './key-use.ts';
import { isAboutLeak, isAboutSecrets, owedLeak } from './leak-notices.ts';
import { owedNotice } from './notice-schedule.ts';
import { owedRotation } from './rotation-notices.ts';

/**
 * Notices in one mailing at most, so that its record always fits into the account's item. What is left over
 * goes with the next.
 */
const mailingSize = 300;

/**
 * The notices that are being mailed to the recipients of an account, one mail each. It is kept until no
 * outcome is unknown.
 */
export interface Mailing {
  /** What was owed by then; later notices go with the next mailing. */
  startedAt: Date;
  notices: readonly SentNotice[];
  /** Who has got it: the mail service has accepted the mail. */
  to: readonly string[];
  /** The first of these mails: when it was accepted, and the mail service's id of it. */
  first: { at: Date; messageId: string } | null;
  /** Who may have got it: nobody knows. */
  unconfirmed: readonly string[];
}

/** A notice of a mailing, with its key and its place in the queue as the table has them. */
export interface CurrentNotice {
  notice: SentNotice;
  key: Key;
  place: QueuePlace;
}

export function openMailing(owed: readonly Notice[], now: Date): Mailing {
  const notices = owed.slice(0, mailingSize).map(toSentNotice);
  return { startedAt: now, notices, to: [], first: null, unconfirmed: [] };
}

/** Whether some recipient has got it, or may have. */
export function isBegun({ to, unconfirmed }: Mailing): boolean {
  return to.length > 0 || unconfirmed.length > 0;
}

export function withAcceptance(
  mailing: Mailing,
  email: string,
  { at, messageId }: { at: Date; messageId: string },
): Mailing {
  return { ...mailing, to: [...mailing.to, email], first: mailing.first ?? { at, messageId } };
}

/**
 * Parts what is still true of a mailing that an earlier run began from what is not: a key may have been
 * edited, deleted, or come so far that there is something more urgent to tell.
 */
export function reviewMailing(
  mailing: Mailing,
  queued: Queued,
  context: { account: Pick<Account, 'noticeLeadDays'>; counting: Counting; now: Date },
): { current: CurrentNotice[]; stale: SentNotice[] } {
  const current: CurrentNotice[] = [];
  const stale: SentNotice[] = [];
  for (const notice of mailing.notices) {
    const found = findCurrent(notice, queued, context);
    if (found) current.push(found);
    else stale.push(notice);
  }
  return { current, stale };
}

function findCurrent(
  notice: SentNotice,
  { keys, plans, leaks }: Queued,
  { account, counting, now }: { account: Pick<Account, 'noticeLeadDays'>; counting: Counting; now: Date },
): CurrentNotice | null {
  const key = keys.find(({ keyId }) => keyId === notice.keyId);
  const place = isAboutSecrets(notice) ? plans.find(({ keyId }) => keyId === notice.keyId) : key;
  if (!key || !place?.noticeAt || !isDue(place, true, now)) return null;
  // What was postponed has moved in the queue.
  const { noticeAt } = place;
  if (isAboutSecrets(notice)) {
    const told = 'told' in place ? place.told : null;
    const report = leaks.find(({ keyId }) => keyId === notice.keyId);
    const grant = 'grant' in place ? place.grant : null;
    const owed =
      owedLeak(report, told, now) ??
      owedAccess(key, { grant }, now) ??
      owedRotation(key, told, counting, now).owed;
    if (owed?.fact.kind !== notice.kind) return null;
    const startedAt = isAboutLeak(notice)
      ? report?.at
      : isAboutAccess(notice)
        ? key.accessSince
        : key.rotation?.startedAt;
    if (startedAt?.getTime() !== notice.startedAt.getTime()) return null;
    return { notice: { ...notice, until: owed.until, nextAt: owed.nextAt, noticeAt }, key, place };
  }
  const fact = key.expiresAt && owedNotice(key.expiresAt, account.noticeLeadDays, now);
  if (key.expiresAt?.getTime() !== notice.expiresAt.getTime()) return null;
  if (fact?.kind !== notice.kind || fact.leadDays !== notice.leadDays) return null;
  return { notice: { ...notice, noticeAt }, key, place };
}

/** The record of a mailing that has ended: some recipient has got it, or may have. */
export function recordMailing(mailing: Mailing, notices: readonly SentNotice[], now: Date): SentDigest {
  const { startedAt, to, first, unconfirmed } = mailing;
  return {
    at: first?.at ?? now,
    asOf: startedAt,
    messageId: first?.messageId ?? null,
    outcome: first ? 'sent' : 'unconfirmed',
    to: first ? to : unconfirmed,
    notices,
  };
}
