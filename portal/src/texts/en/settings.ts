import type { Catalogue, Formatter } from '../translator.ts';

interface Limits {
  readonly most: number;
  readonly days: number;
}

/** The Settings page. */
export const en = {
  timeZone: 'Time zone',
  timeZoneHint:
    'Sets when the day ends for a key that expires at the end of a day, and how dates are shown here and in emails. Expiration dates that are already set don’t change.',
  timeZoneSet: ({ timeZone }: { timeZone: string }) => `Dates are now shown in ${timeZone}.`,
  useDeviceZone: ({ timeZone }: { timeZone: string }) => `Use this device’s time zone (${timeZone})`,
  saveTimeZone: 'Save time zone',
  currentTime: ({ instant }: { instant: string }) => `Current time: ${instant}`,

  warnings: 'Expiry warnings',
  warningsHint:
    'We email you at each of these times before a key expires, and again when it expires. A key counts as expiring once the longest of them is reached.',
  warningsSet: 'The new warning times apply to all keys.',
  before: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, { one: '1 day before', other: `${formatter.number(count)} days before` }),
  removeDays: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Remove 1 day before',
      other: `Remove ${formatter.number(count)} days before`,
    }),
  daysBefore: 'Days before expiry',
  addDays: 'Add',
  daysHint: ({ most, days }: Limits) => `From 1 to ${days}. Up to ${most} warnings.`,
  dayProblem: ({ days }: Limits) => `Enter a whole number from 1 to ${days}.`,
  tooMany: ({ most }: Limits) => `${most} warnings at most. Remove one first.`,
  saveWarnings: 'Save warnings',

  recipients: 'Recipients',
  recipientsHint: 'Everybody here gets the emails about your keys. Each can leave by a link in them.',
  getsNotices: 'Gets notices',
  pending: 'Awaiting confirmation',
  bounced: 'Email bounces',
  complained: 'Reported our email as spam',
  refused: 'Refused by the email service',
  unconfirmed: 'Last email unconfirmed',
  sendAgain: 'Send it again',
  sendAgainTo: ({ email }: { email: string }) => `Send the email to ${email} again`,
  sentAgain: 'Emails that were refused are sent again within minutes.',
  leadTimeMailsOff: 'You turned off emails before keys expire; you still get one when a key has expired.',
  leadTimeMailsOn: 'You get emails before keys expire again.',
  turnLeadTimeMailsOn: 'Turn them on',
  yourSignIn: 'your sign-in',
  addRecipientLabel: 'Add a recipient',
  recipientHint:
    'Each recipient gets one email asking for confirmation, and nothing else until they confirm.',
  recipientExample: 'ops@example.com',
  addressProblem: ({ problem }: { problem: string }) => `The address ${problem}.`,
  addRecipient: 'Add recipient',
  added: ({ email }: { email: string }) =>
    `Added ${email}. Notices go there once the address is confirmed by email.`,
  removed: ({ email }: { email: string }) => `${email} no longer gets notices.`,
  remove: 'Remove',
  removeAddress: ({ email }: { email: string }) => `Remove ${email}`,

  sent: 'Sent emails',
  sentHint: 'What we emailed you in the last 90 days.',
  sentWhat: 'About',
  sentWhen: 'Sent',
  sentState: 'State',
  wasSent: 'Sent',
  sentEmails: 'sent emails',
  noneSent: 'None so far.',
  notDelivered: 'Not delivered',
  sentExpired: '<name/> has expired',
  sentRotated: '<name/> rotated itself and has a new secret key',
  sentPending: '<name/> has a new secret key that is not used yet',
  sentLeaked: 'A secret of <name/> leaked and was ended',
  sentAccess: '<name/> was given access to the keys of the account',
  sentSecretEnding: '<name/> still uses its old secret key',
  sentExpiring: ({ days }: { days: number }, formatter: Formatter) =>
    formatter.plural(days, {
      one: '<name/> expires in 1 day',
      other: `<name/> expires in ${formatter.number(days)} days`,
    }),

  look: 'Look',
  lookHint: 'For this browser. By default, the page is as light or dark as your system.',
} satisfies Catalogue;
