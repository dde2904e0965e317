import type { Catalogue, Formatter } from '../translator.ts';

interface Count {
  readonly count: number;
}

const keysOf = ({ count }: Count, formatter: Formatter) =>
  formatter.plural(count, { one: '1 key', other: `${formatter.number(count)} keys` });

const callsOf = (count: number, formatter: Formatter) =>
  formatter.plural(count, { one: '1 call', other: `${formatter.number(count)} calls` });

/** API Control: the list, a key's page, and every dialog about keys. */
export const en = {
  // The list
  create: 'Create key',
  keys: 'Keys',
  ofLimit: ({ count, limit }: { count: number; limit: number }, formatter: Formatter) =>
    `${keysOf({ count }, formatter)} of ${formatter.number(limit)}.`,
  callsOfAll: ({ calls }: { calls: number }, formatter: Formatter) =>
    `${callsOf(calls, formatter)} in the last 30 days.`,
  found: (variables: Count, formatter: Formatter) => `${keysOf(variables, formatter)} found`,
  noneNeedAttention: 'No key needs attention.',
  noneActive: 'No key is active.',
  noneExpiring: 'No key expires soon.',
  noneExpired: 'No key has expired.',
  noneUnused: 'No key is known to be unused.',
  noneMatch: ({ search }: { search: string }) => `No keys match “${search}”.`,
  clearFilters: 'Clear filters',
  search: 'Search keys',
  searchHint: 'Search name, description, access key',
  status: 'Status',
  all: 'All',
  attention: 'Needs attention',
  working: 'Working',
  active: 'Active',
  expiring: 'Expiring',
  expired: 'Expired',
  idle: 'Expired, no calls',
  unused: 'Unused',
  unusedMeans: ({ days }: { days: number }, formatter: Formatter) =>
    `Working keys without a call in the last ${formatter.number(days)} days`,
  sortBy: 'Order',
  orderedBy: ({ order }: { order: string }) => `Order: ${order}`,
  byUrgency: 'Most urgent first',
  byUrgencyLast: 'Most urgent last',
  byName: 'Name',
  byNameLast: 'Name, Z to A',
  byExpiry: 'Expires first',
  byExpiryLast: 'Expires last',
  byAge: 'Oldest first',
  byAgeLast: 'Newest first',
  byUse: 'Longest unused first',
  byUseLast: 'Last used first',
  columns: 'Columns and density',
  compact: 'Compact rows',
  singleKeys: 'Single-key shortcuts',
  singleKeysHelp: 'Columns and density turns them on and off, too.',
  shortcuts: 'Keyboard shortcuts',
  shortcutSearch: 'Search',
  shortcutEdit: 'Edit the key whose row or menu has the focus',
  shortcutRotate: 'Rotate the secret of that key',
  shortcutList: 'Show this list',
  selectAll: 'Select all on this page',
  selectKey: ({ name }: { name: string }) => `Select ${name}`,
  default: 'Default',
  none: 'none',
  never: 'never',
  pages: 'Pages of keys',
  range: ({ first, last, total }: { first: number; last: number; total: number }, formatter: Formatter) =>
    `${formatter.number(first)}–${formatter.number(last)} of ${formatter.number(total)}`,
  pageOf: ({ page, pages }: { page: number; pages: number }, formatter: Formatter) =>
    `Page ${formatter.number(page)} of ${formatter.number(pages)}`,
  previous: 'Previous',
  next: 'Next',
  noKeys: 'No API keys yet',
  noKeysIntro: 'A key lets one of your programs call the API. Three habits keep your keys safe:',
  habitNames:
    'Create one key per program and name it after the program. You can stop one without stopping the others.',
  habitDates: 'Give every key an expiration date. We warn you here and by email before the key expires.',
  habitExpire:
    'Expire keys instead of deleting them. A new date restores an expired key, with the same secret.',
  createFirst: 'Create your first key',
  howToUse: 'How to use a key',

  // Columns and details
  name: 'Name',
  accessKey: 'Access key',
  description: 'Description',
  expires: 'Expires',
  created: 'Created',
  lastUsed: 'Last used',
  calls: 'Calls, 7 days',
  trend: 'Last 30 days',
  unknownUse: 'unknown',
  refused: ({ count }: Count, formatter: Formatter) => `${formatter.number(count)} refused`,
  lastRefused: ({ last }: { last: string }) => `last refused ${last}`,
  callsOfMonth: (
    { name, calls, refused }: { name: string; calls: number; refused: number },
    formatter: Formatter,
  ) =>
    `${name}: ${callsOf(calls, formatter)} in the last 30 days${refused > 0 ? `, and ${formatter.number(refused)} refused` : ''}`,

  // A key's page
  expiresWhen: 'Expires <when/>',
  expiredWhen: 'Expired <when/>',
  leakedWhen: 'Leaked <when/>',
  activeWhen: 'Active <when/>',
  activeAlways: 'Active, <when/>',
  neverExpiresShort: 'never expires',
  key: 'Key',
  theKey: 'the key',
  notFound: 'Key not found',
  notYours:
    '<b>This key isn’t in your account.</b> It was deleted, or it belongs to another account. You’re signed in as <email/>.',
  details: 'Details',
  rotatesItself: 'Rotates itself',
  managesKeys: 'Manages keys',
  readsKeys: 'Sees all keys',
  allowed: 'allowed',
  notAllowed: 'no',
  breadcrumb: 'Breadcrumb',
  emails: 'Emails',
  sent: 'Sent',
  scheduled: 'Scheduled',
  daysBefore: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, { one: '1 day before', other: `${formatter.number(count)} days before` }),
  emailsTo: ({ email, count }: { email: string; count: number }, formatter: Formatter) =>
    count === 0
      ? `To ${email}`
      : `To ${email} and ${formatter.plural(count, { one: '1 other', other: `${formatter.number(count)} others` })}`,
  alreadyWorks: ({ name, ending }: { name: string; ending: string }) => `“${name}” already works ${ending}.`,
  neverExpires: ({ name }: { name: string }) => `“${name}” never expires.`,
  worked: ({ ending }: { ending: string }) => `worked ${ending}`,
  works: ({ ending }: { ending: string }) => `works ${ending}`,

  // Actions
  edit: 'Edit',
  editKey: ({ name }: { name: string }) => `Edit ${name}`,
  moreActions: ({ name }: { name: string }) => `More actions for ${name}`,
  opensDialog: ({ action }: { action: string }) => `${action}…`,
  setDate: 'Set an expiration date',
  extend: 'Extend',
  restore: 'Restore',
  restoreKey: ({ name }: { name: string }) => `Restore ${name}`,
  bringBack: 'Bring back',
  bringBackKey: ({ name }: { name: string }) => `Rotate ${name} to bring it back`,
  extendKey: ({ name }: { name: string }) => `Extend ${name}`,
  copyAccessKey: 'Copy access key',
  select: 'Select',
  expire: 'Expire',
  restoreOrExtend: 'Restore or extend',
  expireNow: 'Expire now',
  delete: 'Delete',
  selectedKeys: 'Selected keys',
  selected: ({ count }: Count, formatter: Formatter) => `${formatter.number(count)} selected`,
  selectedInUse: ({ count }: Count, formatter: Formatter) => `${formatter.number(count)} of them in use`,
  selectedStillCalled: ({ count }: Count, formatter: Formatter) =>
    `${formatter.number(count)} expired and still called`,
  selectedHidden: ({ count }: Count, formatter: Formatter) =>
    `${formatter.number(count)} more not in this view, and left alone`,
  clearSelection: 'Clear selection',

  // Dialogs about one key or several
  quoted: ({ name }: { name: string }) => `“${name}”`,
  several: keysOf,
  willChange: 'Keys that will change',
  willNotChange: 'Keys that won’t change',
  neverExpireSkipped: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 selected key never expires and won’t change:',
      other: `${formatter.number(count)} selected keys never expire and won’t change:`,
    }),
  expiredSkipped: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 selected key has expired already and won’t change:',
      other: `${formatter.number(count)} selected keys have expired already and won’t change:`,
    }),
  nothingToExtend: 'Nothing to extend',
  nothingToExtendHelp: 'The selected keys never expire. To give one an expiration date, edit it.',
  nothingToExpire: 'Nothing to expire',
  nothingToExpireHelp: 'The selected keys have expired already.',
  notChanged: ({ failed, total }: { failed: number; total: number }, formatter: Formatter) => {
    const keys = keysOf({ count: total }, formatter);
    const were = formatter.plural(failed, { one: 'was', other: 'were' });
    return `${failed < total ? `${formatter.number(failed)} of ${keys}` : keys} ${were} not changed.`;
  },
  failure: '<name/> <title/>. <detail/>',
  tryAgainLeft: ({ count }: Count, formatter: Formatter) => `Try again (${formatter.number(count)} left)`,
  lastWorking:
    '<b>No working key will be left.</b> Every program that calls the API for this account will stop. Unless that’s what you want, create another key first.',

  // Create and edit
  createTitle: 'Create a key',
  moreOptions: 'More options',
  nameHint: 'Name it after the program that uses it.',
  enterName: 'Enter a name.',
  nameProblem: ({ problem }: { problem: string }) => `The name ${problem}.`,
  descriptionOptional: 'Description (optional)',
  descriptionProblem: ({ problem }: { problem: string }) => `The description ${problem}.`,
  selfRotation: 'The program may rotate the secret itself',
  selfRotationHelp:
    'With its current secret it gets a new one through the gateway, a few times a day at most. The old one works for a day at least, and we email you each time. Leave it off if no program does that.',
  maybeCreated:
    'The key may have been created anyway. Try again without changing anything: you get that key with its secret.',
  creating: 'Creating…',
  editTitle: ({ name }: { name: string }) => `Edit “${name}”`,
  saved: ({ name }: { name: string }) => `Saved “${name}”.`,
  saveAnyway: 'Save anyway',
  save: 'Save changes',
  changedSince:
    '<b>This key has changed since you opened it.</b> Your edits are still here. Review the changes, then save anyway or cancel.',
  changedTo: '<label/>: <before/> is now <after/>',
  nothingChanged: 'Its name, description, date, self-rotation and access are the same as before.',

  // Keys beyond today's policy
  beyondPolicy: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key lives longer than a new one may',
      other: `${formatter.number(count)} keys live longer than a new one may`,
    }),
  beyondPolicyHelp:
    'They keep their dates, and go on working. A date that you set now has to be within what is allowed today.',

  // What is known of use, next to a decision
  lastCall: ({ when }: { when: string }) => `Last call: ${when}.`,
  someInUse: ({ count, others }: { count: number; others: number }, formatter: Formatter) => {
    const inUse = formatter.plural(count, {
      one: '1 of them is in use',
      other: `${formatter.number(count)} of them are in use`,
    });
    return others === 0 ? `${inUse}.` : `${inUse}, and ${formatter.number(others)} more may be.`;
  },
  someUnknown: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'It isn’t known whether 1 of them is in use.',
      other: `It isn’t known whether ${formatter.number(count)} of them are in use.`,
    }),
  noneInUse: 'None of them was called in the last 7 days.',

  // Extend, restore
  extendTitle: ({ subject }: { subject: string }) => `Extend ${subject}`,
  restoreTitle: ({ subject }: { subject: string }) => `Restore ${subject}`,
  restoreOrExtendTitle: ({ subject }: { subject: string }) => `Restore or extend ${subject}`,
  setDateTitle: ({ subject }: { subject: string }) => `Set an expiration date for ${subject}`,
  hasExtended: ({ subject }: { subject: string }) => `Extended ${subject}.`,
  hasRestored: ({ subject }: { subject: string }) => `Restored ${subject}.`,
  hasSetDate: ({ subject }: { subject: string }) => `Set an expiration date for ${subject}.`,
  restoresHelp: 'The same access key and secret key work again right away. Your programs need no changes.',
  extendsHelp: 'The access key and secret key stay the same. Your programs need no changes.',
  addedTime: 'Added time counts from each key’s own date, or from now if that has passed.',

  // Expire
  expireTitle: ({ subject }: { subject: string }) => `Expire ${subject} now?`,
  hasExpiredKeys: ({ subject, count }: { subject: string; count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: `Expired ${subject}. Set a new date to restore it.`,
      other: `Expired ${subject}. Set a new date to restore them.`,
    }),
  expireHelp: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Calls with this key will be refused right away, with <code>key_expired</code>. The key stays in your list. Set a new date at any time, and the same secret works again.',
      other:
        'Calls with these keys will be refused right away, with <code>key_expired</code>. The keys stay in your list. Set a new date at any time, and the same secret works again.',
    }),
  expiringNow: 'Expiring…',

  // Delete
  deleteTitle: ({ subject }: { subject: string }) => `Delete ${subject}?`,
  deleted: ({ subject }: { subject: string }) => `Deleted ${subject}.`,
  deleteHelp: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '<b>This is permanent: nobody can restore a deleted key.</b> Calls with this key will be refused from now on.',
      other:
        '<b>This is permanent: nobody can restore a deleted key.</b> Calls with these keys will be refused from now on.',
    }),
  expireRather: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: 'Expiring it stops the same calls, and can be undone: a new date restores it, with the same secret.',
      other:
        'Expiring them stops the same calls, and can be undone: a new date restores them, with the same secrets.',
    }),
  expireInstead: 'Expire instead',
  deleteWord: 'delete',
  deleteWords: (variables: Count, formatter: Formatter) => `delete ${keysOf(variables, formatter)}`,
  typeToConfirm: ({ word }: { word: string }) => `Type “${word}” to confirm`,
  deleting: 'Deleting…',
  deletePermanently: 'Delete permanently',
} satisfies Catalogue;
