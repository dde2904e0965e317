import { formatAccessKey } from './access-key.ts';
import { type Account, type AccountLimits, viewAccountForOperator } from './account.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { formatInstant } from './instant.ts';
import { type Key, viewKey } from './key.ts';
import type { Counting } from './key-use.ts';
import type { NoticeEmail } from './notice-email.ts';
import { type NoticeRecord, viewRecord } from './notice-log.ts';
import { Problem } from './problem-catalogue.ts';
import type { RotationPlan } from './rotation-notices.ts';
import { type TrailEntry, viewTrailEntry } from './trail.ts';
import { formatDay } from './usage-day.ts';
import type { DayUsage } from './usage-view.ts';

/** A part of all that is known of an account. */
export interface ExportPage {
  keys: Key[];
  /** When the notifier looks at keys' rotations. */
  rotations: RotationPlan[];
  notices: NoticeRecord[];
  /** With an Idempotency-Key; of a rotation no key is known. */
  requests: { keyId: string | null; at: Date }[];
  usage: DayUsage[];
  trail: TrailEntry[];
  /** Where the next part begins; null: this is the last. */
  nextPosition: string | null;
}

/**
 * The position that a cursor stands for; null: the beginning.
 * @throws Problem `invalid_request` when the cursor was not handed out for this account's export
 */
export function openExportCursor(account: Account, cursor: string | null): string | null {
  if (cursor === null) return null;
  const position = openCursor(scopeOf(account), cursor);
  if (position !== null) return position;
  const detail = 'must be the nextCursor of the page before, of the same account';
  throw new Problem('invalid_request', { errors: [{ field: 'cursor', detail }] });
}

/** No secret and no hash is in it. @param isFirst the account itself is on the first page */
export function viewExport(
  account: Account,
  page: ExportPage,
  {
    limits,
    counting,
    isFirst,
    now,
  }: { limits: AccountLimits; counting: Counting; isFirst: boolean; now: Date },
) {
  const { accountId } = account;
  const nameKey = (keyId: string) => formatAccessKey({ accountId, keyId });
  return {
    account: isFirst
      ? { ...viewAccountForOperator(account, limits), addresses: viewAddresses(account) }
      : null,
    keys: page.keys.map((key) => viewKey(key, account.noticeLeadDays, counting, now)),
    pendingMails: [
      ...page.keys.map((key) => viewPending('expiry', key)),
      ...page.rotations.map((plan) => viewPending('rotation', plan)),
    ].flatMap((mail) => mail ?? []),
    notices: page.notices.map(viewRecord),
    usage: page.usage.map(({ day, keyId, counts }) => ({
      date: formatDay(day),
      accessKey: nameKey(keyId),
      ...counts,
    })),
    requests: page.requests.map(({ keyId, at }) => ({
      accessKey: keyId === null ? null : nameKey(keyId),
      at: formatInstant(at),
    })),
    trail: page.trail.map((entry) => viewTrailEntry(entry, { kind: 'operator' }, now)),
    nextCursor: page.nextPosition === null ? null : sealCursor(scopeOf(account), page.nextPosition),
  };
}

type Queued = Pick<Key, 'accountId' | 'keyId' | 'noticeAt' | 'owedSince' | 'noticeTries'>;

function viewPending(about: 'expiry' | 'rotation', queued: Queued) {
  const { noticeAt, owedSince, noticeTries } = queued;
  if (noticeAt === null) return null;
  return {
    accessKey: formatAccessKey(queued),
    about,
    dueAt: formatInstant(noticeAt),
    owedSince: owedSince && formatInstant(owedSince),
    tries: noticeTries,
  };
}

/** What is known of the addresses that the account's mails go to, or went to. */
function viewAddresses(account: Account) {
  return {
    recipients: account.noticeEmails.map(viewRecipient),
    former: account.formerNoticeEmails.map(viewRecipient),
    left: account.leftEmails,
    undeliverable: account.mailProblems.map(({ email, reason, at }) => ({
      email,
      reason,
      at: formatInstant(at),
    })),
    troubled: account.recipients.map(({ email, failures, trouble, retryAt, attempt, missed }) => ({
      email,
      failures,
      reason: trouble?.reason ?? null,
      since: trouble && formatInstant(trouble.since),
      retryAt: retryAt && formatInstant(retryAt),
      attemptedAt: attempt && formatInstant(attempt.at),
      missed: missed.length,
    })),
  };
}

function viewRecipient({ email, requestedAt, askedAt, confirmedAt }: NoticeEmail) {
  return {
    email,
    requestedAt: formatInstant(requestedAt),
    askedAt: askedAt && formatInstant(askedAt),
    confirmedAt: confirmedAt && formatInstant(confirmedAt),
  };
}

function scopeOf({ accountId, signingSecret }: Account) {
  return { accountId, list: 'export', signingSecret };
}
