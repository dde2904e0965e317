import type { Catalogue } from '../translator.ts';

/** What a key may do with the keys of its account. */
export const en = {
  label: 'What its program may do with the keys of this account',
  none: 'Nothing',
  read: 'See them',
  write: 'Manage them',
  readHelp:
    'Anyone who has the secret of this key sees the names, descriptions, dates and use of all keys here. No secrets.',
  writeWarning:
    '<b>Anyone who has the secret of this key can create, change, expire and rotate the other keys here</b>, and read all but their secrets. It can’t make keys that live longer than itself, nor give any key such access. Give it an expiration date, and use it for nothing else.',
  madeByKey:
    '<b>Another key created this one.</b> Anyone who holds that key may know this secret too. Rotate this key first.',
  fact: 'Access to keys',
  createdBy: 'Created by',
  byKey: ({ key }: { key: string }) => `Key ${key}`,
} satisfies Catalogue;
