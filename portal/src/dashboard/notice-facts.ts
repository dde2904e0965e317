import type { Key, Notices } from '../api/types.ts';
import { dayMs } from '../time/zoned.ts';

/**
 * The banner's facts, one line each: a key has expired or has reached a lead time. Reaching the next lead
 * time or getting a new date makes a new fact.
 */
export function factsOf(
  notices: Pick<Notices, 'expired' | 'expiring'>,
  leadDays: readonly number[],
  now: number,
): string[] {
  return [
    ...notices.expired.map((key) => `${key.accessKey} expired ${key.expiresAt}`),
    ...notices.expiring.map((key) => `${key.accessKey} ${stage(key, leadDays, now)} ${key.expiresAt}`),
  ];
}

function stage(key: Key, leadDays: readonly number[], now: number): string {
  const left = (Date.parse(key.expiresAt ?? '') - now) / dayMs;
  if (left <= 0) return 'expired';
  return String(Math.min(...leadDays.filter((days) => days >= left)));
}
