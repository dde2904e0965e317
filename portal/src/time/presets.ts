import { timeText } from '../texts/time.ts';
import { dayMs, toDay } from './zoned.ts';

/** The lifetimes offered for a key. */
export const presets = [7, 30, 60, 90, 365].map((days) => ({
  days,
  label: days === 365 ? timeText('year') : timeText('days', { count: days }),
}));

/** What a click adds when nobody says how long. */
export const defaultDays = 90;

/**
 * The last day of a key that lives for this many days. Days, not instants: a key that ends with a day never
 * fails in the middle of work, and a 30-day key does not start within a lead time of 30 days.
 * @returns as the API takes it: `2027-03-31`
 */
export function lastDay(days: number, from: number, timeZone: string): string {
  return toDay(new Date(from + days * dayMs), timeZone);
}

/** Where an extension starts: at the coming expiry, or now if there is none. */
export function extensionStart(expiresAt: string | null, now: number): number {
  return Math.max(now, expiresAt === null ? now : Date.parse(expiresAt) - 1);
}
