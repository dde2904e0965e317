import { dayMs, toDay } from './zoned.ts';

/** Lengths of life that are offered for a key. */
export const presets = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 60, label: '60 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: '1 year' },
] as const;

/**
 * The last day of a key that lives so many days on. Days, not instants: a key that ends with a day never fails in the middle of
 * somebody's work, and one of 30 days is not at once within a lead time of 30.
 * @returns as the API takes it: `2027-03-31`
 */
export function lastDay(days: number, from: number, timeZone: string): string {
  return toDay(new Date(from + days * dayMs), timeZone);
}

/** From when an extension counts: the expiry that is to come, or now when there is none. */
export function extensionStart(expiresAt: string | null, now: number): number {
  return Math.max(now, expiresAt === null ? now : Date.parse(expiresAt) - 1);
}
