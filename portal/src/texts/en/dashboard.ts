import type { Catalogue, Formatter } from '../translator.ts';

type Count = { count: number };

/** The Dashboard: the banner, the counts and the timeline. */
export const en = {
  inUtc: ({ timeZone }: { timeZone: string }) =>
    `Days end and dates are shown in UTC. Your device is in ${timeZone}.`,
  useZone: ({ timeZone }: { timeZone: string }) => `Use ${timeZone}`,
  keepUtc: 'Keep UTC',
  // The situation
  isEmpty: 'No API keys yet',
  isHealthy: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Your key is working',
      other: `All ${formatter.number(count)} keys are working`,
    }),
  expireWithin: ({ count, days }: Count & { days: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: `1 key expires within ${formatter.number(days)} days`,
      other: `${formatter.number(count)} keys expire within ${formatter.number(days)} days`,
    }),
  hasExpired: ({ name }: { name: string }) => `${name} has expired`,
  noneExpires: 'No key has an expiration date.',
  nextExpiry: ({ name, day }: { name: string; day: string }) => `Next expiry: ${name}, on ${day}.`,
  allWork: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, { one: 'It works now.', other: `All ${formatter.number(count)} keys work now.` }),
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
  refusedSince: ({ instant }: { instant: string }) =>
    `Calls with it are refused since ${instant}. With a new date, the same secret works again.`,
  worksUntil: ({ ending }: { ending: string }) => `Works ${ending}. After that, calls with it are refused.`,
  restoreKeyFor: ({ name }: { name: string }) => `Restore ${name} for…`,
  extendKeyBy: ({ name }: { name: string }) => `Extend ${name} by…`,
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
  whenExpired: 'Expired <when/>',
  whenExpires: 'Expires <when/>',
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
  notEmailed: 'An email about <name/> could not be delivered',

  // The first visit
  welcome: 'Welcome. Make your first call.',
  welcomeIntro: 'Your account has one key. It works now and never expires unless you set a date.',
  firstSteps: 'First steps',
  stepDone: 'done',
  saveSecret: 'Save the secret',
  saveSecretHelp:
    'You saw it once, right after you signed up. Lost it? Create another key and delete this one.',
  firstCall: 'Call the API',
  firstCallHelp:
    'Put the token into the environment, then ask the API who you are. This call changes nothing.',
  command: 'command',
  copyCommand: 'Copy command',
  nameAndDate: 'Name the key and set a date',
  nameAndDateHelp:
    'A key with a date can’t be forgotten: we email you before it expires. An expired key comes back in one click, with the same secret.',
  editFirst: ({ name }: { name: string }) => `Edit ${name}`,
  skip: 'Skip',
  skipHelp: 'These steps disappear once you change the key, create another, or skip them.',
  accessKey: 'Access key',
  expires: 'Expires',
  createdAt: 'Created',
  openKey: 'Open key',
  lifeOfAKey: 'The life of a key',
  lifeOfAKeyPicture: 'A line from today to the date of a key, with the emails that come before it.',
  lifeOfAKeyHelp:
    'After its date the key is refused but stays in your list. Set a new date and the same secret works again.',
  emails: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, { one: '1 email', other: `${formatter.number(count)} emails` }),
  today: 'Today',
  date: 'Date',

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
