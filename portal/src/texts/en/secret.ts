import type { Catalogue } from '../translator.ts';

/** The dialog that shows a new key's secret. */
export const en = {
  saveSecret: ({ name }: { name: string }) => `Save the secret of “${name}”`,
  onlyTime: 'Copy it now. We store only a hash of it, so it can’t be shown again.',
  tokenWhat: 'token',
  copyToken: 'Copy token',
  accessKey: 'Access key',
  accessKeyWhat: 'access key',
  secretKey: 'Secret key',
  secretKeyWhat: 'secret key',
  tryIt: 'Try it',
  curlWhat: 'curl command',
  works: ({ ending }: { ending: string }) => `Works ${ending}.`,
  neverExpires: 'Never expires. You can set a date at any time.',
  emails: ({ days }: { days: string }) => `We email you ${days} days before, and it can be restored after.`,
  notYetSaved: 'Not copied yet',
  saved: 'Saved',
  notSaved: '<b>You haven’t saved the secret yet.</b> Without it, the key can’t be used.',
  download: 'Download .env',
  leave: 'Leave without the secret',
  done: 'Done',
  copy: 'Copy',
} satisfies Catalogue;
