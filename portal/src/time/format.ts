import { locale } from '../texts/locale.ts';
import { timeText } from '../texts/time.ts';
import { toWallTime } from './zoned.ts';

/** Dates in the portal's language and the account's time zone. */

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "in 3 days", "2 hours ago". Rounded down, so that nobody is promised more time than is left. */
export function relative(instant: string, now: number): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  if (Number.isNaN(seconds)) return unknownDate;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(Math.trunc(seconds / size), unit);
}

/** "24 hours", "7 days". Rounded down, like what is left of a time; days from two on. */
export function duration(seconds: number): string {
  if (seconds < 60) return timeText('underMinute');
  const [unit, size] = lengths.find(([, , least]) => seconds >= least) ?? ['minute', 60];
  return new Intl.NumberFormat(locale, { style: 'unit', unitDisplay: 'long', unit }).format(
    Math.floor(seconds / size),
  );
}

const lengths: readonly [unit: string, size: number, least: number][] = [
  ['day', 86_400, 2 * 86_400],
  ['hour', 3600, 3600],
];

/** "31 March 2027 at 23:59 CET" */
export function exact(instant: string | Date, timeZone: string): string {
  return format(instant, timeZone, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

/**
 * The one way to say when a key expires: "through Wednesday 31 March 2027 (UTC)" for what ends with a day,
 * "until 31 March 2027 at 14:30 CET" for what ends in it.
 */
export function ending(instant: string | Date, timeZone: string): string {
  if (!endsDay(instant, timeZone)) return timeText('untilInstant', { instant: exact(instant, timeZone) });
  const day = format(lastMoment(instant, timeZone), timeZone, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
  return timeText('throughDayIn', { day, timeZone });
}

/** `ending` where there is little room: "through 31 Mar 2027", "until 31 Mar 2027". */
export function endingDay(instant: string | Date, timeZone: string): string {
  const day = lastDayOf(instant, timeZone);
  return endsDay(instant, timeZone)
    ? timeText('throughDay', { day })
    : timeText('untilInstant', { instant: day });
}

/** The last day on which a key works that expires at this instant: "31 Mar 2027". */
export function lastDayOf(instant: string | Date, timeZone: string): string {
  return shortDay(lastMoment(instant, timeZone), timeZone);
}

/** The same where the year is plain: "31 Mar". */
export function lastDayMonth(instant: string | Date, timeZone: string): string {
  return dayMonth(lastMoment(instant, timeZone), timeZone);
}

/** The leaf of a calendar for that day: "DEC", "12". */
export function lastDayParts(instant: string, timeZone: string): { month: string; day: string } {
  const moment = lastMoment(instant, timeZone);
  return {
    month: format(moment, timeZone, { month: 'short' }).slice(0, 3).toUpperCase(),
    day: format(moment, timeZone, { day: 'numeric' }),
  };
}

/** "Tuesday 8 December at 15:11 UTC" */
export function exactDay(instant: Date, timeZone: string): string {
  return format(instant, timeZone, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

function endsDay(instant: string | Date, timeZone: string): boolean {
  const date = new Date(instant);
  // Seconds count: a key that expires at 00:00:40 still works on that day.
  return date.getTime() % 60_000 === 0 && toWallTime(date, timeZone).endsWith('T00:00');
}

function lastMoment(instant: string | Date, timeZone: string): Date {
  const date = new Date(instant);
  return endsDay(instant, timeZone) ? new Date(date.getTime() - 1) : date;
}

/** The day of an instant: "31 Mar 2027". */
export function shortDay(instant: string | Date, timeZone: string): string {
  return format(instant, timeZone, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** The same where the year is plain: "31 Mar". */
export function dayMonth(instant: string | Date, timeZone: string): string {
  return format(instant, timeZone, { month: 'short', day: 'numeric' });
}

export function count(number: number): string {
  return new Intl.NumberFormat(locale).format(number);
}

/** Instead of an exception, which would blank the page for the sake of one date. */
const unknownDate = timeText('unknownDate');

function format(instant: string | Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? unknownDate : dateFormat(timeZone, options).format(date);
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Creating a format costs far more than using it, and a table of 100 keys uses 200.
function dateFormat(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = timeZone + Object.keys(options).join() + Object.values(options).join();
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale, { timeZone, ...options });
  formats.set(name, format);
  return format;
}
