/** Says how long a key works or worked: one line, or two if the date in UTC is another. */
export type DescribeEnding = (instant: Date) => string[];

/**
 * As the portal says it, in the account's time zone: "through Wednesday, 31 March 2027 (Asia/Kolkata)" for what
 * ends with a day, "until …" for what ends in it. In UTC too if that differs, in a line of its own if the date
 * differs. Make it once for each mail: date formats take long to make.
 */
export function endingsIn(timeZone: string): DescribeEnding {
  const format = createFormat();
  return (instant) => {
    // Seconds count: a key that expires at 00:00:40 still works on that day.
    const hasSeconds = instant.getTime() % 60_000 !== 0;
    const moment = hasSeconds ? 'momentWithSeconds' : 'moment';
    const [local, utc] = [format(instant, timeZone, moment), format(instant, 'UTC', moment)];
    if (!hasSeconds && format(instant, timeZone, 'clock') === '00:00') {
      const lastDay = format(new Date(instant.getTime() - 1), timeZone, 'day');
      const through = `through ${lastDay} (${timeZone})`;
      return local === utc ? [through] : [through, `(until ${utc})`];
    }
    if (local === utc) return [`until ${utc}`];
    const isSameDay = format(instant, timeZone, 'day') === format(instant, 'UTC', 'day');
    if (!isSameDay) return [`until ${local}`, `(${utc})`];
    const time = format(instant, 'UTC', hasSeconds ? 'timeWithSeconds' : 'time');
    return [`until ${local} (${time})`];
  };
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

function createFormat() {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (instant: Date, timeZone: string, shape: keyof typeof shapes): string => {
    const name = `${shape} ${timeZone}`;
    const format = made.get(name) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...shapes[shape] });
    made.set(name, format);
    return format.format(instant);
  };
}
