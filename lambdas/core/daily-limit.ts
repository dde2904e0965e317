import { Problem } from './problem-catalogue.ts';

const dayMs = 86_400_000;

/**
 * Holds what an account does to so many times within 24 hours.
 * @param times when it was done before
 * @param limit.most how often it may be done
 * @param limit.added how often it is about to be done; 1 when absent
 * @returns the times of the last 24 hours
 * @throws Problem `rate_limited` with this detail, and with the wait until there is room for all that is added
 */
export function requireRoom(
  times: readonly Date[],
  { most, added = 1, detail }: { most: number; added?: number; detail: string },
  now: Date,
): Date[] {
  const recent = times.filter((at) => at.getTime() > now.getTime() - dayMs);
  const surplus = recent.length + added - most;
  if (surplus <= 0) return recent;
  const blocking = recent.toSorted((a, b) => a.getTime() - b.getTime())[surplus - 1] ?? now;
  const waitMs = blocking.getTime() + dayMs - now.getTime();
  throw new Problem('rate_limited', { detail, retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
