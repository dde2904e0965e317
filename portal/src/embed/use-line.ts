import type { Key } from '../api/types.ts';
import { dayMs } from '../time/zoned.ts';
import { describeUse } from '../use/describe-use.ts';
import { standingOf } from '../use/standing.ts';
import { t } from './texts.ts';

/** What a line says of a key's use, and how loudly. */
export interface UseLine {
  readonly words: string;
  readonly kind: 'refusing' | 'used' | 'silent';
}

/** Null if nothing is known that would help. */
export function lineOfUse(key: Key, now: number): UseLine | null {
  const standing = standingOf(key, now);
  const { use, lastUsedAt } = key;
  // Refused calls take minutes to be counted.
  if (standing === 'expired' && use.verdict !== 'unknown' && use.callsLast7Days > 0)
    return { words: t('calledUntilExpiry', { count: use.callsLast7Days }), kind: 'used' };
  const isWatched = use.since !== null && Date.parse(use.since) < now - dayMs;
  if (use.verdict === 'unknown' && lastUsedAt === null && !isWatched) return null;
  // The account's time zone is not known here.
  const words = describeUse(key, now, 'UTC');
  if (standing === 'refusing') return { words, kind: 'refusing' };
  return { words, kind: use.verdict === 'in_use' ? 'used' : 'silent' };
}
