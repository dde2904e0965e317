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
  daysBefore: 'Days before expiry',
  daysHint: ({ most, days }: Limits) => `Up to ${most} numbers from 1 to ${days}, such as 30, 7, 1.`,
  daysProblem: ({ most, days }: Limits) =>
    `Enter 1 to ${most} whole numbers from 1 to ${days}, separated by commas.`,
  saveWarnings: 'Save warnings',

  recipients: 'Recipients',
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
  adding: 'Adding…',
  addRecipient: 'Add recipient',
  added: ({ email }: { email: string }) =>
    `Added ${email}. Notices go there once the address is confirmed by email.`,
  removed: ({ email }: { email: string }) => `${email} no longer gets notices.`,
  remove: 'Remove',
  removeAddress: ({ email }: { email: string }) => `Remove ${email}`,

  sent: 'Emails in the last 90 days',
  sentEmails: 'sent emails',
  noneSent: 'None so far.',
  notDelivered: ', not delivered',
  sentExpired: ({ name }: { name: string }) => `“${name}” has expired`,
  sentExpiring: ({ name, days }: { name: string; days: number }, formatter: Formatter) =>
    formatter.plural(days, {
      one: `“${name}” expires in 1 day`,
      other: `“${name}” expires in ${formatter.number(days)} days`,
    }),
} satisfies Catalogue;
