import type { Catalogue, Formatter } from '../translator.ts';

/** A key's page: its verdict, and what is known of it. */
export const en = {
  // Where the use doesn't tell enough, the date does
  verdict: 'Verdict',
  never: 'Works, and never expires.',
  expired: ({ name }: { name: string }) => `Calls using ${name} are refused.`,
  expiring: ({ ending }: { ending: string }) => `Works ${ending}. Then calls with it are refused.`,
  active: ({ ending }: { ending: string }) => `Works ${ending}.`,

  leaked: ({ name }: { name: string }) => `${name} has leaked. Calls using it are refused.`,

  // Evidence
  calls: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: '<b>1 call</b> in the last 7 days, <b><last/></b><from/>.',
      other: `<b>${formatter.number(count)} calls</b> in the last 7 days, the last one <b><last/></b><from/>.`,
    }),
  from: ' from <network/>',
  lastRefusal: 'The last call was refused <b><last/></b>.',
  lastCallFrom: 'The last call came from <network/>.',
  noCallSinceCreated: ({ day }: { day: string }) => `No call since it was created on ${day}.`,
  noCallSinceCounted: ({ day }: { day: string }) => `No call since ${day}, when counting began.`,

  // What can be done
  comesBack:
    'Its secret was found where others could read it. Rotate it to bring it back: a new date does not.',
  worked: ({ ending }: { ending: string }) =>
    `It worked ${ending}. With a new date, the same secret works again.`,
  letExpire: 'You can let it expire: a new date brings it back, with the same secret.',
  setDateFirst: 'Give it a date: an expired key comes back with a new one, with the same secret.',
  neverForgotten:
    'A key with a date can’t be forgotten: we email you before it expires, and a new date restores it.',
  goesOn: 'With a new date it goes on, with the same secret. Your programs need no changes.',
  setDate: 'Set a date…',

  // The lifeline
  today: 'Today',
  emailed: ({ day }: { day: string }) => `${day}, emailed`,
  lifeline: ({ end, sent, all }: { end: string; sent: number; all: number }, formatter: Formatter) =>
    `The key’s life from today to ${end}, with ${formatter.number(sent)} of ${formatter.number(all)} emails sent.`,

  // Details
  lastUsed: 'Last used',
  lastUsedFrom: 'from <network/>',
  lastRefused: 'Last refused',
  neverUsed: 'never',
  notKnown: 'not known',
} satisfies Catalogue;
