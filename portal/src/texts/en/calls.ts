import type { Catalogue, Formatter } from '../translator.ts';

interface Counts {
  readonly answered: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly refused: number;
}

/** "120 answered, 3 client errors": what there is none of is left out. */
const listed = ({ answered, clientErrors, serverErrors, refused }: Counts, formatter: Formatter) =>
  [
    [answered, 'answered', 'answered'],
    [clientErrors, 'client error', 'client errors'],
    [serverErrors, 'server error', 'server errors'],
    [refused, 'refused', 'refused'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, one, other]) => {
      const words = formatter.plural(Number(count), { one: String(one), other: String(other) });
      return `${formatter.number(Number(count))} ${words}`;
    })
    .join(', ');

/** The chart of calls a day. */
export const en = {
  calls: 'calls',
  title: ({ days }: { days: number }, formatter: Formatter) =>
    `Calls in the last ${formatter.number(days)} days`,
  showTable: 'Show as a table',
  showChart: 'Show as a chart',
  answered: 'Answered',
  clientErrors: 'Client errors',
  serverErrors: 'Server errors',
  refused: 'Refused',
  day: 'Day',
  today: 'Today',
  days: 'Days',
  caption: 'Calls a day, newest first. Days are in UTC.',
  ofDay: ({ day, ...counts }: Counts & { day: string }, formatter: Formatter) =>
    `${day}: ${listed(counts, formatter) || 'no calls'}`,
  summary: (
    { first, last, most, ...counts }: Counts & { first: string; last: string; most: string },
    formatter: Formatter,
  ) => `Calls a day from ${first} to ${last}: ${listed(counts, formatter)}, most of them on ${most}.`,
  none: 'No calls in these days',
  noCalls: ({ first, last }: { first: string; last: string }) => `No calls from ${first} to ${last}.`,
  countedSince: ({ day }: { day: string }) => `Calls are counted since ${day}.`,
  notCounted: 'Calls aren’t counted yet.',
} satisfies Catalogue;
