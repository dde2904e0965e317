import type { Catalogue, Formatter } from '../translator.ts';

/** The choice of when a key expires. */
export const en = {
  noChange: 'No change',
  inTime: ({ time }: { time: string }) => `In ${time}`,
  addTime: ({ time }: { time: string }) => `Add ${time}`,
  onDate: 'On a date…',
  neverChoice: 'Never',
  dateAndTime: ({ timeZone }: { timeZone: string }) => `Date and time (${timeZone})`,
  tooLateDate: ({ days, latest }: { days: number; latest: string }, formatter: Formatter) =>
    `A key may live ${formatter.number(days)} days here. Choose ${latest} or earlier.`,
  incompleteDate: 'Enter the whole date and time: day, month, year, hours and minutes.',
  neverWarning:
    'A key that never expires works until someone expires or deletes it, even if it leaks. A year with reminders is safer, and you can move the date at any time.',
  worksAndExpires: ({ ending, when }: { ending: string; when: string }) =>
    `Works ${ending}. Expires ${when}.`,
} satisfies Catalogue;
