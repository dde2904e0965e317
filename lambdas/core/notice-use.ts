import { isAboutAccess } from './access-notices.ts';
import type { ToldNotice } from './digest.ts';
import { compareNewestFirst, type Key } from './key.ts';
import { type Counting, viewUse } from './key-use.ts';
import { isAboutLeak } from './leak-notices.ts';
import { isAboutRotation } from './rotation-notices.ts';

const dayMs = 86_400_000;

/** What a key's use makes of its notice, the most urgent first. */
const needs = ['still_called', 'in_use', 'unknown', 'quiet'] as const;

/** What is known of the use of a key that a notice is about. */
export interface NoticeUse {
  /**
   * Whether somebody needs the key. `in_use`: let in within 7 days; of an expired key, so long as silence since then
   * says nothing. `unknown`: not watched long enough to say `quiet`.
   */
  need: (typeof needs)[number];
  callsLast7Days: number;
  refusedLast7Days: number;
  lastUsedAt: Date | null;
  lastRefusedAt: Date | null;
  /** Since when and up to when its calls are known; null: counting has not begun. */
  since: Date | null;
  asOf: Date | null;
}

export function judgeNoticeUse(key: Key, counting: Counting, now: Date): NoticeUse {
  const { verdict, callsLast7Days, refusedLast7Days, since } = viewUse(key, counting, now).use;
  return {
    need: verdict === 'still_called' ? verdict : needOf(key, counting, now),
    callsLast7Days,
    refusedLast7Days,
    lastUsedAt: key.use.lastUsedAt,
    lastRefusedAt: key.use.lastRefusedAt,
    since: since === null ? null : new Date(since),
    asOf: counting?.asOf ?? null,
  };
}

/**
 * Of a key that is not refusing calls. Most mails about an expiry go out before the log tells of the first refusal:
 * until it has told of a day without any, the key counts as if it had not expired.
 */
function needOf(key: Key, counting: Counting, now: Date): NoticeUse['need'] {
  const { expiresAt } = key;
  const isKnownSilent =
    counting !== null && expiresAt !== null && counting.asOf.getTime() - expiresAt.getTime() >= dayMs;
  const { verdict } = viewUse(isKnownSilent ? key : { ...key, expiresAt: null }, counting, now).use;
  return verdict === 'in_use' || verdict === 'unknown' ? verdict : 'quiet';
}

/** What the order of notices depends on: they are by rank, then by date. */
interface Urgency {
  rank: (typeof ranks)[number];
  refusedLast7Days: number;
  at: Date;
}

const ranks = [
  'secret_leaked',
  'access_granted',
  'still_called',
  'rotated',
  'in_use',
  'unknown',
  'quiet',
  'rotation_pending',
] as const;

/**
 * Notices with the most urgent first: secrets that have leaked; keys that were given access; expired keys that are still called, most refusals first; keys that rotated
 * themselves; keys or old secrets in use that end; those of which that is not known; those that nobody seems to need;
 * and rotations that wait for the first use. Each of these by date.
 */
export function sortByUrgency<Told extends ToldNotice>(
  notices: readonly Told[],
  counting: Counting,
  now: Date,
): Told[] {
  return notices
    .map((notice) => ({ notice, key: notice.key, urgency: urgencyOf(notice, counting, now) }))
    .sort(
      (a, b) =>
        ranks.indexOf(a.urgency.rank) - ranks.indexOf(b.urgency.rank) ||
        b.urgency.refusedLast7Days - a.urgency.refusedLast7Days ||
        a.urgency.at.getTime() - b.urgency.at.getTime() ||
        compareNewestFirst(a.key, b.key),
    )
    .map(({ notice }) => notice);
}

function urgencyOf(notice: ToldNotice, counting: Counting, now: Date): Urgency {
  if (isAboutLeak(notice)) return { rank: notice.kind, refusedLast7Days: 0, at: notice.report.at };
  if (isAboutAccess(notice)) {
    const at = notice.key.accessSince ?? notice.key.updatedAt;
    return { rank: notice.kind, refusedLast7Days: 0, at };
  }
  if (isAboutRotation(notice)) {
    const { startedAt, oldSecretEndsAt } = notice.key.rotation;
    const rank = notice.kind === 'secret_ending' ? 'in_use' : notice.kind;
    return { rank, refusedLast7Days: 0, at: oldSecretEndsAt ?? startedAt };
  }
  const { need, refusedLast7Days } = judgeNoticeUse(notice.key, counting, now);
  return {
    rank: need,
    refusedLast7Days: need === 'still_called' ? refusedLast7Days : 0,
    at: notice.key.expiresAt,
  };
}
