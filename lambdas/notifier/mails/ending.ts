/** Says when something happens, or how long: one line, or two if the date in UTC is another. */
export type DescribeInstant = (instant: Date) => string[];

/**
 * Says how long a key works or worked, as the portal says it, in the account's time zone: "through Wednesday, 31 March
 * 2027 (Asia/Kolkata)" for what ends with a day, "until …" for what ends in it. In UTC too if that differs, in a line
 * of its own if the date differs. Make it once for each mail: date formats take long to make.
 */
export function endingsIn(timeZone: string): DescribeInstant {
  const format = createFormat();
  const describe = momentsIn(timeZone, format);
  return (instant) => {
    // Seconds count: a key that expires at 00:00:40 still works on that day.
    if (!hasSeconds(instant) && format(instant, timeZone, 'clock') === '00:00') {
      const lastDay = format(new Date(instant.getTime() - 1), timeZone, 'day');
      const through = `through ${lastDay} (${timeZone})`;
      const utc = format(instant, 'UTC', 'moment');
      return format(instant, timeZone, 'moment') === utc ? [through] : [through, `(until ${utc})`];
    }
    const [moment = '', ...inUtc] = describe(instant);
    return [`until ${moment}`, ...inUtc];
  };
}

/** Says when something happened, to the minute: "on Wed, 31 March 2027 at 12:00 CEST (10:00 UTC)". */
export function instantsIn(timeZone: string): DescribeInstant {
  const describe = momentsIn(timeZone, createFormat());
  return (instant) => {
    const minute = new Date(Math.floor(instant.getTime() / 60_000) * 60_000);
    const [moment = '', ...inUtc] = describe(minute);
    return [`on ${moment}`, ...inUtc];
  };
}

function momentsIn(timeZone: string, format: Format): DescribeInstant {
  return (instant) => {
    const moment = hasSeconds(instant) ? 'momentWithSeconds' : 'moment';
    const [local, utc] = [format(instant, timeZone, moment), format(instant, 'UTC', moment)];
    if (local === utc) return [utc];
    const isSameDay = format(instant, timeZone, 'day') === format(instant, 'UTC', 'day');
    if (!isSameDay) return [local, `(${utc})`];
    return [`${local} (${format(instant, 'UTC', hasSeconds(instant) ? 'timeWithSeconds' : 'time')})`];
  };
}

function hasSeconds(instant: Date): boolean {
  return instant.getTime() % 60_000 !== 0;
}

const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const clock = { hour: '2-digit', minute: '2-digit' } as const;
const time = { ...clock, timeZoneName: 'short' } as const;
const second = '2-digit';

const shapes = {
  day: { weekday: 'long', ...date },
  clock,
  time,
  timeWithSeconds: { ...time, second },
  moment: { weekday: 'short', ...date, ...time },
  momentWithSeconds: { weekday: 'short', ...date, ...time, second },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Format = (instant: Date, timeZone: string, shape: keyof typeof shapes) => string;

function createFormat(): Format {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (instant, timeZone, shape) => {
    const name = `${shape} ${timeZone}`;
    const format = made.get(name) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...shapes[shape] });
    made.set(name, format);
    return format.format(instant);
  };
}
