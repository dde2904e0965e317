import { TZDate } from '@date-fns/tz';

/** RFC 3339 `date-time`; the seconds and the offset are not optional. */
const dateTimeForm =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The last instant with a four-digit year; anything later, which is by a few hours at most, counts as this.
 */
const latestInstant = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * An expiration date as a caller writes it: an instant, or a calendar day, whose end depends on the time
 * zone.
 */
export type ExpiryDate = { instant: Date } | { year: number; month: number; day: number };

/**
 * Reads an RFC 3339 date-time with an offset, or a plain date. Null when `text` is neither.
 * An instant is in whole seconds: a fraction is cut off.
 */
export function parseExpiry(text: string): ExpiryDate | null {
  return parseDateTime(text) ?? parseDate(text);
}

/**
 * The instant of an expiration date. A day means its end in `timeZone` (an IANA name): the very start of the
 * next day, so that a key works through the whole of its last day, however long daylight saving makes it.
 */
export function resolveExpiry(expiry: ExpiryDate, timeZone: string): Date {
  if ('instant' in expiry) return expiry.instant;
  const { year, month, day } = expiry;
  // TZDate resolves a midnight that daylight saving skips to the first instant after the gap.
  return clamped(new TZDate(year, month - 1, day + 1, 0, 0, 0, timeZone).getTime());
}

/**
 * Whether `name` is a time zone of the IANA database, such as `Europe/Berlin` or `UTC`; offsets like `+01:00`
 * are not.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function parseDateTime(text: string): ExpiryDate | null {
  const match = dateTimeForm.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six;
  if (!isDayOfCalendar(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  const offsetHours = Number(match[8] ?? 0);
  const offsetMinutes = Number(match[9] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return null;
  const offset = (match[7] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return { instant: clamped(utc(year, month, day, hour, minute, second) - offset * 60_000) };
}

function parseDate(text: string): ExpiryDate | null {
  const match = dateForm.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  return isDayOfCalendar(year, month, day) && year >= 1000 ? { year, month, day } : null;
}

type Six = [number, number, number, number, number, number];

function isDayOfCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(utc(year, month, day, 0, 0, 0));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Date.UTC takes the years 0-99 for 1900-1999; setUTCFullYear does not. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  return date.setUTCFullYear(year, month - 1, day);
}

function clamped(milliseconds: number): Date {
  return new Date(Math.min(milliseconds, latestInstant));
}
