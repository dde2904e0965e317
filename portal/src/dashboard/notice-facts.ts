import type { Key } from '../api/types.ts';
import { dayMs } from '../time/zoned.ts';
import { standingOf } from '../use/standing.ts';

/**
 * The banner's facts, one line each: a key has expired, is still called, has leaked, or has reached a lead time. The first
 * refused call, the next lead time and a new date each make a new fact.
 */
export function factsOf(keys: readonly Key[], leadDays: readonly number[], now: number): string[] {
  return keys.map((key) => `${key.accessKey} ${stage(key, leadDays, now)} ${key.expiresAt}`);
}

function stage(key: Key, leadDays: readonly number[], now: number): string {
  const left = (Date.parse(key.expiresAt ?? '') - now) / dayMs;
  if (key.leakedAt !== null) return 'leaked';
  if (left <= 0) return standingOf(key, now) === 'refusing' ? 'refusing' : 'expired';
  return String(Math.min(...leadDays.filter((days) => days >= left)));
}
