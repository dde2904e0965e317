import { lastDay } from '../time/presets.ts';
import { endOfDay, fromWallTime, toWallTime } from '../time/zoned.ts';

/**
 * When a key expires: days from a start, a wall-clock time in the account's zone, never, or its current date.
 */
export type ExpiryValue = number | { readonly custom: string } | 'never' | 'keep';

/**
 * The instant of a choice; null: never; undefined: nothing to send.
 * @param latest the last day that is allowed: a number of days ends there
 */
export function resolveExpiry(
  value: ExpiryValue,
  from: number,
  timeZone: string,
  latest?: string,
): Date | null | undefined {
  if (value === 'never') return null;
  if (value === 'keep') return undefined;
  if (typeof value === 'number') return endOfDay(lastDay(value, from, timeZone, latest), timeZone);
  return fromWallTime(value.custom, timeZone);
}

/** Whether there is an instant or "never" to send, or the date is to stay: not while a date is being typed. */
export function isComplete(value: ExpiryValue, timeZone: string): boolean {
  return typeof value !== 'object' || fromWallTime(value.custom, timeZone) !== undefined;
}

/** The choice as the API takes it; undefined keeps the key's date. */
export function toExpiresAt(
  value: ExpiryValue,
  from: number,
  timeZone: string,
  latest?: string,
): string | null | undefined {
  // A day, so that the API ends it in the account's time zone: its time zone data decides, not this
  // browser's.
  if (typeof value === 'number') return lastDay(value, from, timeZone, latest);
  const instant = resolveExpiry(value, from, timeZone);
  return instant instanceof Date ? `${instant.toISOString().slice(0, 19)}Z` : instant;
}

/** An instant as the date-and-time field holds it. */
export function dateOf(instant: Date | null | undefined, timeZone: string): string {
  // The last minute before it: "31 March, 23:59" is what people write for the end of a day.
  return instant ? toWallTime(new Date(instant.getTime() - 60_000), timeZone) : '';
}
