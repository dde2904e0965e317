import type { Catalogue, Formatter } from '../translator.ts';

/** The first visit: three steps with the first key. */
export const en = {
  steps: 'First steps',
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
  waiting: 'Waiting for the first call. It shows up here within a few minutes.',
  received: 'First call received. Your key works.',
  skip: 'Skip',
  finish: 'Done',
  finishHelp: 'These steps won’t show again.',
  skipHelp: 'These steps disappear after your first call, or when you skip them.',
  accessKey: 'Access key',
  expires: 'Expires',
  lastUsed: 'Last used',
  notYet: 'not yet',
  createdAt: 'Created',
  openKey: 'Open key',
  lifeOfAKey: 'The life of a key',
  lifeOfAKeyPicture: 'A line from today to the date of a key, with the emails that come before it.',
  lifeOfAKeyHelp:
    'After its date the key is refused but stays in your list. Set a new date and the same secret works again.',
  emails: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, { one: '1 email', other: `${formatter.number(count)} emails` }),
  today: 'Today',
  date: 'Date',
} satisfies Catalogue;
