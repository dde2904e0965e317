/** Wall-clock time, as calendars and `<input type="datetime-local">` write it: `2027-03-31T23:59`. */
export type WallTime = string;

/** The years that the API takes. Of one below, a person has typed only the first digits: `0002` of 2027. */
const firstYear = 1000;
const lastInstant = Date.parse('9999-12-31T23:59:59Z');

/** The wall-clock time of an instant in a time zone, to the minute. */
export function toWallTime(instant: Date, timeZone: string): WallTime {
  const { year, month, day, hour, minute } = partsOf(instant, timeZone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The day of an instant in a time zone: `2027-03-31`. */
export function toDay(instant: Date, timeZone: string): string {
  return toWallTime(instant, timeZone).slice(0, 10);
}

/**
 * The instant of a wall-clock time in a time zone. A time skipped by a clock change counts on from before it;
 * one that occurs twice is the first of the two.
 * @returns undefined when the text is not a wall-clock time of a four-digit year
 */
export function fromWallTime(wallTime: WallTime, timeZone: string): Date | undefined {
  const asUtc = /^\d{4}-/.test(wallTime) ? Date.parse(`${wallTime}Z`) : Number.NaN;
  if (Number.isNaN(asUtc) || asUtc < Date.UTC(firstYear, 0, 2)) return undefined;
  const candidates = [asUtc - dayMs, asUtc + dayMs]
    .map((near) => asUtc - offsetMs(new Date(near), timeZone))
    .toSorted((left, right) => left - right);
  const exact = candidates.find(
    (instant) => toWallTime(new Date(instant), timeZone) === wallTime.slice(0, 16),
  );
  const instant = exact ?? candidates.at(-1) ?? asUtc;
  return instant <= lastInstant ? new Date(instant) : undefined;
}

/** The end of a day in a time zone: the first instant of the next, as the API takes a date without a time. */
export function endOfDay(day: string, timeZone: string): Date | undefined {
  const start = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(start)) return undefined;
  return fromWallTime(`${new Date(start + dayMs).toISOString().slice(0, 10)}T00:00`, timeZone);
}

export const dayMs = 86_400_000;

function offsetMs(instant: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(instant, timeZone);
  const asUtc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return asUtc - Math.floor(instant.getTime() / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: Date, timeZone: string): Record<string, string> {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  formats.set(timeZone, format);
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
}
