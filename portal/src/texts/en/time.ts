import type { Catalogue, Formatter } from '../translator.ts';

/** Dates in sentences. */
export const en = {
  unknownDate: 'an unknown date',
  untilInstant: ({ instant }: { instant: string }) => `until ${instant}`,
  throughDay: ({ day }: { day: string }) => `through ${day}`,
  throughDayIn: ({ day, timeZone }: { day: string; timeZone: string }) => `through ${day} (${timeZone})`,
  days: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, { one: '1 day', other: `${formatter.number(count)} days` }),
  year: '1 year',
  underMinute: 'less than a minute',
} satisfies Catalogue;
