/** A day of UTC, as its number since 1970-01-01. */
export type UsageDay = number;

const dayMs = 86_400_000;

export function usageDay(at: Date): UsageDay {
  return Math.floor(at.getTime() / dayMs);
}

/** The first instant of a day. */
export function startOfDay(day: UsageDay): Date {
  return new Date(day * dayMs);
}

/** `2027-03-31`. */
export function formatDay(day: UsageDay): string {
  return startOfDay(day).toISOString().slice(0, 10);
}

/** The last so many days up to that of `now`, the oldest first. */
export function lastDays(count: number, now: Date): UsageDay[] {
  const today = usageDay(now);
  return Array.from({ length: count }, (_, index) => today - count + 1 + index);
}
