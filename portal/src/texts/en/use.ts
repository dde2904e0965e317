import type { Catalogue, Formatter } from '../translator.ts';

const calls = (count: number, formatter: Formatter) =>
  formatter.plural(count, { one: '1 call', other: `${formatter.number(count)} calls` });

/** What is known of a key's use, in sentences. */
export const en = {
  // Whole sentences for a line of a list
  inUse: ({ count, last }: { count: number; last: string }, formatter: Formatter) =>
    `${calls(count, formatter)} in the last 7 days, last ${last}.`,
  inUseNow: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 call in the last few minutes.',
      other: `${formatter.number(count)} calls in the last 7 days, some in the last few minutes.`,
    }),
  stillCalled: ({ count }: { count: number }, formatter: Formatter) =>
    `Expired and still called: ${calls(count, formatter)} refused in the last 7 days.`,
  quiet: ({ last }: { last: string }) => `Not used since ${last}.`,
  unused: 'Never used.',
  unknownUsed: ({ last }: { last: string }) => `Last known use ${last}. Newer calls may not be counted yet.`,
  unknownSince: ({ day }: { day: string }) => `No calls seen since ${day}, when counting began.`,
  unknown: 'Calls of this key aren’t counted yet.',

  // When a key was last used
  lastMinutes: 'in the last few minutes',

  // Verdicts: what would happen without a decision
  verdictInUse: 'In use.',
  refusedAfter: ({ count, day }: { count: number; day: string }, formatter: Formatter) =>
    `Without a new date, about ${calls(count, formatter)} a day are refused after ${day}.`,
  calledLately: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'It was called once in the last 7 days.',
      other: `It was called ${formatter.number(count)} times in the last 7 days.`,
    }),
  nothingDepends: ({ last }: { last: string }) => `Not used since ${last}. Nothing appears to depend on it.`,
} satisfies Catalogue;
