import type { Key } from '../api/types.ts';
import { lastDayOf, relative, shortDay } from '../time/format.ts';
import { dayMs } from '../time/zoned.ts';
import { t } from './texts.ts';

/** What is known of a key's use, as the sentences that stand next to every decision about it. */

type UsedKey = Pick<Key, 'lastUsedAt' | 'use' | 'expiresAt'>;

/** One sentence for a line: "1,204 calls in the last 7 days, last 2 hours ago." */
export function describeUse({ lastUsedAt, use }: UsedKey, now: number, timeZone: string): string {
  switch (use.verdict) {
    case 'in_use': {
      const count = use.callsLast7Days;
      if (isJustNow(lastUsedAt ?? '', now)) return t('inUseNow', { count });
      return t('inUse', { count, last: describeLastUse(lastUsedAt ?? '', now, timeZone) });
    }
    case 'still_called':
      return t('stillCalled', { count: use.refusedLast7Days });
    case 'quiet':
      return t('quiet', { last: shortDay(lastUsedAt ?? '', timeZone) });
    case 'unused':
      return t('unused');
    default:
      // Nothing that was not watched is called unused.
      if (lastUsedAt !== null) return t('unknownUsed', { last: describeLastUse(lastUsedAt, now, timeZone) });
      return use.since === null ? t('unknown') : t('unknownSince', { day: shortDay(use.since, timeZone) });
  }
}

/** Whether it is safe to let the key expire, or to delete it: what is known, and what would happen. */
export function describeVerdict(key: UsedKey, now: number, timeZone: string): string {
  const { use, expiresAt, lastUsedAt } = key;
  if (use.verdict === 'quiet') return t('nothingDepends', { last: shortDay(lastUsedAt ?? '', timeZone) });
  if (use.verdict !== 'in_use') return describeUse(key, now, timeZone);
  const perDay = Math.round(use.callsLast7Days / 7);
  const isRefusedSoon = perDay >= 1 && expiresAt !== null;
  return [
    t('verdictInUse'),
    isRefusedSoon
      ? t('refusedAfter', { count: perDay, day: lastDayOf(expiresAt, timeZone) })
      : t('calledLately', { count: use.callsLast7Days }),
  ].join(' ');
}

/** Whether something that runs now would notice: the key was let in, or refused, within a day. */
export function isCalledNow(
  { lastUsedAt, lastRefusedAt }: Pick<Key, 'lastUsedAt' | 'lastRefusedAt'>,
  now: number,
) {
  return [lastUsedAt, lastRefusedAt].some((at) => at !== null && Date.parse(at) > now - dayMs);
}

/**
 * "2 hours ago", and a date from a week on. Facts of use take minutes to arrive, so a time that is nearer than
 * these has no number.
 */
export function describeLastUse(instant: string, now: number, timeZone: string): string {
  const ago = now - Date.parse(instant);
  if (isJustNow(instant, now)) return t('lastMinutes');
  return ago < 7 * dayMs ? relative(instant, now) : shortDay(instant, timeZone);
}

function isJustNow(instant: string, now: number): boolean {
  return now - Date.parse(instant) < 3 * 60_000;
}
