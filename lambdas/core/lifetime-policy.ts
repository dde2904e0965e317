import { tzOffset } from '@date-fns/tz';
import { resolveExpiry } from './expiry-date.ts';
import { formatInstant } from './instant.ts';
import { Problem } from './problem-catalogue.ts';

/**
 * How long the operator lets keys live. It is checked whenever a date is set; what a key has already is never
 * shortened.
 */
export interface LifetimePolicy {
  /** No date may be set further ahead; null: any may. */
  maxLifetimeDays: number | null;
  /** For a key without a date, where that is not allowed; portals preselect it. Null: none. */
  defaultLifetimeDays: number | null;
  /** Whether a key may never expire. */
  neverAllowed: boolean;
}

/** Where the operator has set nothing. */
export const anyLifetime: LifetimePolicy = {
  maxLifetimeDays: null,
  defaultLifetimeDays: null,
  neverAllowed: true,
};

/** When a lifetime is counted from, and in which zone its last day ends. */
export interface LifetimeContext {
  timeZone: string;
  now: Date;
}

/** The last instant to which a date may be set now: the end of a day. Null: there is none. */
export function latestExpiry(policy: LifetimePolicy, context: LifetimeContext): Date | null {
  return policy.maxLifetimeDays === null ? null : endOfLifetime(policy.maxLifetimeDays, context);
}

/** The date of a key for which none is given: null where it may never expire, else the default or longest lifetime. */
export function implicitExpiry(policy: LifetimePolicy, context: LifetimeContext): Date | null {
  const days = policy.defaultLifetimeDays ?? policy.maxLifetimeDays;
  return policy.neverAllowed || days === null ? null : endOfLifetime(days, context);
}

/** @throws Problem `lifetime_too_long` for a date beyond the longest lifetime, naming the latest that is allowed */
export function requireAllowed(expiresAt: Date, policy: LifetimePolicy, context: LifetimeContext): void {
  const latest = latestExpiry(policy, context);
  if (latest === null || expiresAt <= latest) return;
  const day = formatDay(dayOf(context, policy.maxLifetimeDays ?? 0));
  throw new Problem('lifetime_too_long', {
    detail: `A key may live ${policy.maxLifetimeDays} days. Send an expiresAt of ${day} (until ${formatInstant(latest)}) or earlier.`,
    errors: [{ field: 'expiresAt', detail: `must be ${day} or earlier` }],
  });
}

function endOfLifetime(days: number, context: LifetimeContext): Date {
  return resolveExpiry(dayOf(context, days), context.timeZone);
}

/** The calendar day so many days from today, where the account is. */
function dayOf(
  { timeZone, now }: LifetimeContext,
  daysAhead: number,
): { year: number; month: number; day: number } {
  const day = new Date(now.getTime() + tzOffset(timeZone, now) * 60_000);
  // By the fields of UTC, where each day has 24 hours.
  day.setUTCDate(day.getUTCDate() + daysAhead);
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
}

function formatDay({ year, month, day }: { year: number; month: number; day: number }): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}
