import type { Catalogue, Formatter } from '../translator.ts';

type Count = { count: number };

const calls = (count: number, formatter: Formatter) =>
  formatter.plural(count, { one: '1 call', other: `${formatter.number(count)} calls` });

/** The Dashboard: the banner, the counts and the timeline. */
export const en = {
  inUtc: ({ timeZone }: { timeZone: string }) =>
    `Days end and dates are shown in UTC. Your device is in ${timeZone}.`,
  useZone: ({ timeZone }: { timeZone: string }) => `Use ${timeZone}`,
  keepUtc: 'Keep UTC',
  // The situation
  isEmpty: 'No API keys yet',
  isHealthy: ({ count, idle }: Count & { idle: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: idle > 0 ? '1 key is working' : 'Your key is working',
      other: `${idle > 0 ? '' : 'All '}${formatter.number(count)} keys are working`,
    }),
  noneIsWorking: 'No key is working',
  expireWithin: ({ count, days }: Count & { days: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: `1 key expires within ${formatter.number(days)} days`,
      other: `${formatter.number(count)} keys expire within ${formatter.number(days)} days`,
    }),
  isRefused: ({ name }: { name: string }) => `Calls using ${name} are being refused`,
  areRefusing: ({ count }: Count, formatter: Formatter) =>
    `${formatter.number(count)} keys are refusing calls`,
  hasExpired: ({ name }: { name: string }) => `${name} has expired`,
  haveExpired: ({ count }: Count, formatter: Formatter) => `${formatter.number(count)} keys have expired`,
  noneExpires: 'No key has an expiration date.',
  noneElseExpires: 'No other key has an expiration date.',
  nextExpiry: ({ name, day }: { name: string; day: string }) => `Next expiry: ${name}, on ${day}.`,
  allWork: ({ count, idle }: Count & { idle: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'It works now.',
      other: `${idle > 0 ? '' : 'All '}${formatter.number(count)} keys work now.`,
    }),
  noneWorks: 'No other key works.',
  othersWork: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 other key works.',
      other: `${formatter.number(count)} other keys work.`,
    }),
  othersWorkButExpire: ({ count, expiring }: Count & { expiring: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 other key works, but expires soon.',
      other: `${formatter.number(count)} other keys work; ${formatter.number(expiring)} of them ${expiring === 1 ? 'expires' : 'expire'} soon.`,
    }),
  areIdle: ({ count, more }: Count & { more: boolean }, formatter: Formatter) =>
    formatter.plural(count, {
      one: `1 ${more ? 'more ' : ''}key has expired and gets no calls.`,
      other: `${formatter.number(count)} ${more ? 'more ' : ''}keys have expired and get no calls.`,
    }),
  noKeys: 'Give each program a key of its own. <create>Create your first key</create>',

  // What needs attention
  needAttention: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key needs attention',
      other: `${formatter.number(count)} keys need attention`,
    }),
  hide: 'Hide until something changes',
  showAll: ({ count }: Count, formatter: Formatter) => `Show all ${formatter.number(count)} in API Control`,
  sameSecret: 'A restored key works with the same secret.',
  reviewExpired: 'Review expired keys',
  lastRefused: ({ last }: { last: string }) => `The last one ${last}.`,
  calledUntilExpiry: ({ count }: Count, formatter: Formatter) =>
    `In use until it expired: ${calls(count, formatter)} in 7 days. Calls since then aren’t counted yet.`,
  callsOfKey: ({ calls: count, refused }: { calls: number; refused: number }, formatter: Formatter) =>
    refused === 0
      ? `${calls(count, formatter)} in the last 30 days`
      : `${calls(count, formatter)} in the last 30 days, and ${formatter.number(refused)} refused`,
  restoreKeyFor: ({ name }: { name: string }) => `Restore ${name} for…`,
  extendKeyBy: ({ name }: { name: string }) => `Extend ${name} by…`,
  notices: 'Notices',
  hidden: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 notice hidden until something changes.',
      other: `${formatter.number(count)} notices hidden until something changes.`,
    }),
  show: 'Show notices',
  restore: 'Restore',
  extend: 'Extend',
  restoreAll: ({ count }: Count, formatter: Formatter) =>
    `Restore all ${formatter.number(count)} expired keys…`,
  restoreKey: ({ name }: { name: string }) => `Restore ${name}`,
  extendKey: ({ name }: { name: string }) => `Extend ${name}`,
  forTime: ({ time }: { time: string }) => `For ${time}`,
  addTime: ({ time }: { time: string }) => `Add ${time}`,
  whenExpired: 'Expired <when/>',
  whenExpires: 'Expires <when/>',
  whenLeaked: 'Leaked <when/>',
  hasLeaked: 'Its secret was found where others could read it. Calls with the key are refused.',
  bringBack: 'Rotate to bring back',
  works: ({ name, ending }: { name: string; ending: string }) => `${name} works ${ending}.`,
  worksAgain: ({ name, ending }: { name: string; ending: string }) => `${name} works again ${ending}.`,

  // What is coming, and what was
  coming: ({ days }: { days: number }) => `Next ${days} days`,
  allKeys: 'All keys',
  noneComing: ({ days }: { days: number }) => `No key expires in the next ${days} days.`,
  laterKeys: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 other key expires later or never',
      other: `${formatter.number(count)} other keys expire later or never`,
    }),
  inUse: 'in use',
  quiet: 'quiet',
  neverUsed: 'never used',
  theCalls: 'calls',
  unusedKeys: 'Unused keys',
  unusedFor: ({ count, days }: Count & { days: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: `1 key has not been called for ${formatter.number(days)} days.`,
      other: `${formatter.number(count)} keys have not been called for ${formatter.number(days)} days.`,
    }),
  expiringIsSafe: 'Expiring a key is safe: you can restore it at any time.',
  review: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, { one: 'Review 1 key', other: `Review ${formatter.number(count)} keys` }),
  rotations: 'Rotations',
  forgotten: ({ day }: { day: string }) => `New secret not used since ${day}`,
  endsInUse: ({ left }: { left: string }) => `Old secret ends in ${left}, and is still used`,
  rotationsHelp: 'Put the new secret where the program runs, or cancel the rotation.',
  activity: 'Recent activity',
  sentEmails: 'Sent emails',
  created: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '<name/> was created',
      other: `<name/> and ${others(count, formatter)} were created`,
    }),
  expired: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '<name/> expired',
      other: `<name/> and ${others(count, formatter)} expired`,
    }),
  emailedExpired: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Emailed you that <name/> has expired',
      other: `Emailed you that <name/> and ${others(count, formatter)} have expired`,
    }),
  emailedExpiring: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Emailed you that <name/> expires soon',
      other: `Emailed you that <name/> and ${others(count, formatter)} expire soon`,
    }),
  emailedRotation: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Emailed you about the rotation of <name/>',
      other: `Emailed you about the rotations of <name/> and ${others(count, formatter)}`,
    }),
  notEmailed: 'An email about <name/> could not be delivered',

  // The first visit
  welcome: 'Welcome. Make your first call.',
  welcomeIntro: 'Your account has one key. It works now and never expires unless you set a date.',
  firstSteps: 'first steps',

  // Email
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

function others(count: number, formatter: Formatter): string {
  return count === 2 ? '1 other' : `${formatter.number(count - 1)} others`;
}
