import { timeText } from '../texts/time.ts';
import { dayMs, toDay } from './zoned.ts';

/** The lifetimes offered for a key, in days. */
export const presets = [7, 30, 60, 90, 365];

export function labelOf(days: number): string {
  return days === 365 ? timeText('year') : timeText('days', { count: days });
}

/** What a click adds when nobody says how long. */
export const defaultDays = 90;

/**
 * The last day of a key that lives for this many days. Days, not instants: a key that ends with a day never
 * fails in the middle of work, and a 30-day key does not start within a lead time of 30 days.
 * @param latest the last day that is allowed; it never shortens what has a later one
 * @returns as the API takes it: `2027-03-31`
 */
export function lastDay(days: number, from: number, timeZone: string, latest?: string): string {
  const day = toDay(new Date(from + days * dayMs), timeZone);
  const isCapped = latest !== undefined && latest < day && latest >= toDay(new Date(from), timeZone);
  return isCapped ? latest : day;
}

/** Where an extension starts: at the coming expiry, or now if there is none. */
export function extensionStart(expiresAt: string | null, now: number): number {
  return Math.max(now, expiresAt === null ? now : Date.parse(expiresAt) - 1);
}
