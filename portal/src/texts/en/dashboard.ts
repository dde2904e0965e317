import type { Catalogue, Formatter } from '../translator.ts';

type Count = { count: number };

/** The Dashboard: the banner, the counts and the timeline. */
export const en = {
  inUtc: ({ timeZone }: { timeZone: string }) =>
    `Days end and dates are shown in UTC. Your device is in ${timeZone}.`,
  useZone: ({ timeZone }: { timeZone: string }) => `Use ${timeZone}`,
  keepUtc: 'Keep UTC',
  upcoming: 'Upcoming expiries',
  noKeys: 'No API keys yet. <create>Create your first key</create>',
  byStatus: 'Keys by status',

  notices: 'Notices',
  haveExpired: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key has expired',
      other: `${formatter.number(count)} keys have expired`,
    }),
  expireSoon: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key expires soon',
      other: `${formatter.number(count)} keys expire soon`,
    }),
  both: ({ past, coming }: { past: string; coming: string }) => `${past}, ${coming}`,
  hidden: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 notice hidden until something changes.',
      other: `${formatter.number(count)} notices hidden until something changes.`,
    }),
  show: 'Show notices',
  dismiss: 'Dismiss notices',
  showMore: ({ count }: Count, formatter: Formatter) => `Show ${formatter.number(count)} more`,
  restore: 'Restore',
  extend: 'Extend',
  restoreAll: ({ count }: Count, formatter: Formatter) =>
    `Restore all ${formatter.number(count)} expired keys…`,
  restoreKey: ({ name }: { name: string }) => `Restore ${name}`,
  extendKey: ({ name }: { name: string }) => `Extend ${name}`,
  forTime: ({ time }: { time: string }) => `For ${time}`,
  addTime: ({ time }: { time: string }) => `Add ${time}`,
  whenExpired: 'expired <when/>',
  whenExpires: 'expires <when/>',
  works: ({ name, ending }: { name: string; ending: string }) => `“${name}” works ${ending}.`,

  noneDue: 'No keys are due to expire.',
  timeline: ({ summary }: { summary: string }) => `Timeline: ${summary}`,
  summary: (
    { count, days, name, day }: { count: number; days: number; name: string; day: string },
    formatter: Formatter,
  ) =>
    formatter.plural(count, {
      one: `1 key expires within ${days} days; the next is ${name}, on ${day}.`,
      other: `${formatter.number(count)} keys expire within ${days} days; the next is ${name}, on ${day}.`,
    }),
  dot: ({ name, day }: { name: string; day: string }) => `${name}: ${day}`,
  moreDots: ({ count }: Count, formatter: Formatter) => `+${formatter.number(count)}`,
  nextToExpire: 'Next to expire',
  now: 'now',

  bounced: 'email to your address bounced',
  complained: 'our email was reported as spam',
  refused: 'the email service refused your address',
  unconfirmed: 'the email service didn’t confirm our last emails',
  unsure: '<b>Notices may not be reaching you by email</b><since/><reason/>.',
  leadTimeMailsOff: 'You get no emails before keys expire: they were turned off.',
  undelivered: '<b>Notices aren’t reaching you by email</b><since/><reason/>.',
  sinceInstant: ({ instant }: { instant: string }) => ` (since ${instant})`,
  becauseOf: ({ reason }: { reason: string }) => `: ${reason}`,
  undeliveredHelp: 'Until your address works again, check this page for expiring keys.',
  othersUndelivered: '<b>Email isn’t reaching <addresses/>.</b> Your other recipients still get notices.',
  resumed: 'Notices go to all your addresses again.',
  resume: 'Resume emails',
  recipients: 'Recipients',
} satisfies Catalogue;
