import { useAccount } from '../api/account.ts';
import type { Account } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { defaultDays, labelOf } from '../time/presets.ts';
import { dayMs, endOfDay, toDay } from '../time/zoned.ts';

type Policy = Account['policy'];

/** What the operator lets a key's date be, as of now. */
export function useLifetime() {
  const { policy, timeZone } = useAccount();
  const now = useNow();
  return {
    neverAllowed: policy.neverAllowed,
    maxDays: policy.maxLifetimeDays,
    /** The last day that a date may be set to. */
    latestDay: latestDay(policy, now, timeZone),
    /** What is chosen for somebody who does not choose. */
    suggestedDays: suggestedDays(policy),
    /** Those of some lifetimes that are allowed, with the operator's own. */
    offer: (days: readonly number[]) =>
      offeredDays(policy, days).map((each) => ({ days: each, label: labelOf(each) })),
  };
}

/** The last day that a date may be set to: `2027-03-31`. Undefined: any may. */
export function latestDay({ maxLifetimeDays }: Policy, now: number, timeZone: string): string | undefined {
  if (maxLifetimeDays === null) return undefined;
  // By the calendar: hours would miss a day when clocks change.
  const today = Date.parse(`${toDay(new Date(now), timeZone)}T00:00Z`);
  return new Date(today + maxLifetimeDays * dayMs).toISOString().slice(0, 10);
}

export function suggestedDays({ defaultLifetimeDays, maxLifetimeDays }: Policy): number {
  return defaultLifetimeDays ?? Math.min(defaultDays, maxLifetimeDays ?? defaultDays);
}

export function offeredDays(
  { defaultLifetimeDays, maxLifetimeDays }: Policy,
  days: readonly number[],
): number[] {
  const own = [defaultLifetimeDays, maxLifetimeDays].filter((each) => each !== null);
  const allowed = days.filter((each) => maxLifetimeDays === null || each <= maxLifetimeDays);
  return [...new Set([...allowed, ...own])].toSorted((a, b) => a - b);
}

/** Whether a key could be given the date today that it has. */
export function isAllowedToday(
  expiresAt: string | null,
  policy: Policy,
  now: number,
  timeZone: string,
): boolean {
  if (expiresAt === null) return policy.neverAllowed;
  const latest = latestDay(policy, now, timeZone);
  const end = latest === undefined ? undefined : endOfDay(latest, timeZone);
  return end === undefined || Date.parse(expiresAt) <= end.getTime();
}
