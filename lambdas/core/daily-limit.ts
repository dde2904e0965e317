import { Problem } from './problem-catalogue.ts';

const dayMs = 86_400_000;

interface DailyLimit {
  /** How often it may be done. */
  most: number;
  /** How often it is about to be done; 1 when absent. */
  added?: number;
}

/** Those of the times that count: of the last 24 hours. */
export function lastDay(times: readonly Date[], now: Date): Date[] {
  return times.filter((at) => at.getTime() > now.getTime() - dayMs);
}

/** When there is room for all that is added: `now` or later. @param times when it was done before */
export function roomAt(times: readonly Date[], { most, added = 1 }: DailyLimit, now: Date): Date {
  const recent = lastDay(times, now);
  const surplus = recent.length + added - most;
  if (surplus <= 0) return now;
  const blocking = recent.toSorted((a, b) => a.getTime() - b.getTime())[surplus - 1] ?? now;
  return new Date(blocking.getTime() + dayMs);
}

/**
 * Holds what an account does to so many times within 24 hours.
 * @param times when it was done before
 * @returns the times of the last 24 hours
 * @throws Problem `rate_limited` with this detail, and with the wait until there is room for all that is added
 */
export function requireRoom(
  times: readonly Date[],
  { detail, ...limit }: DailyLimit & { detail: string },
  now: Date,
): Date[] {
  const waitMs = roomAt(times, limit, now).getTime() - now.getTime();
  if (waitMs <= 0) return lastDay(times, now);
  throw new Problem('rate_limited', { detail, retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
