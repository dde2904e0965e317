import { compareNewestFirst, type Key } from './key.ts';
import { type Counting, viewUse } from './key-use.ts';

/** What a key's use makes of its notice, the most urgent first. */
const needs = ['still_called', 'in_use', 'unknown', 'quiet'] as const;

/** What is known of the use of a key that a notice is about. */
export interface NoticeUse {
  /**
   * Whether somebody needs the key. `in_use`: let in within 7 days, even if it has expired since. `unknown`: not
   * watched long enough to say `quiet`.
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
 * As if the key had not expired: most mails about an expiry go out before the log tells of the first refusal, and
 * what was called until then is needed.
 */
function needOf(key: Key, counting: Counting, now: Date): NoticeUse['need'] {
  const { verdict } = viewUse({ ...key, expiresAt: null }, counting, now).use;
  return verdict === 'in_use' || verdict === 'unknown' ? verdict : 'quiet';
}

/**
 * Notices with the most urgent first: expired keys that are still called, most refusals first; keys in use; those
 * of which that is not known; and those that nobody seems to need. Each of these by expiration date.
 */
export function sortByUrgency<Told extends { key: Key & { expiresAt: Date } }>(
  notices: readonly Told[],
  counting: Counting,
  now: Date,
): Told[] {
  return notices
    .map((notice) => ({ notice, key: notice.key, use: judgeNoticeUse(notice.key, counting, now) }))
    .sort(
      (a, b) =>
        needs.indexOf(a.use.need) - needs.indexOf(b.use.need) ||
        (a.use.need === 'still_called' ? b.use.refusedLast7Days - a.use.refusedLast7Days : 0) ||
        a.key.expiresAt.getTime() - b.key.expiresAt.getTime() ||
        compareNewestFirst(a.key, b.key),
    )
    .map(({ notice }) => notice);
}
