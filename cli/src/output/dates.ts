/** Dates as `--expires` takes them, in the time zone of the account. */

/** "through 2027-03-31" for what ends with a day, "until 2027-03-31 14:30" for what ends in it, "never". */
export function ending(instant: string | null, timeZone: string): string {
  if (instant === null) return 'never';
  const { day, time } = wallTime(new Date(instant), timeZone);
  if (time !== '00:00:00') return `until ${day} ${time.slice(0, 5)}`;
  return `through ${wallTime(new Date(Date.parse(instant) - 1), timeZone).day}`;
}

/** "2027-03-31 14:30", or nothing. */
export function moment(instant: string | null | undefined, timeZone: string): string {
  if (!instant) return '';
  const { day, time } = wallTime(new Date(instant), timeZone);
  return `${day} ${time.slice(0, 5)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallTime(date: Date, timeZone: string): { day: string; time: string } {
  // The Swedish way of writing dates is that of ISO 8601.
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, format);
  const [day = '', time = ''] = format.format(date).split(' ');
  return { day, time };
}
