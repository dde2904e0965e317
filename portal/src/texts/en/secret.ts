import type { Catalogue } from '../translator.ts';

/** The dialog that shows a new key's secret. */
export const en = {
  newKey: 'Your new key',
  onlyTime:
    '<b>This is the only time the secret of “<name/>” is shown.</b> Copy or download it now, and store it where your program reads its secrets.',
  token: 'Token',
  tokenWhat: 'token',
  accessKey: 'Access key',
  accessKeyWhat: 'access key',
  secretKey: 'Secret key',
  secretKeyWhat: 'secret key',
  tryIt: 'Try it',
  curlWhat: 'curl command',
  notSaved:
    '<b>You haven’t saved the secret yet.</b> Without it, the key can’t be used. You would have to delete it and create another.',
  download: 'Download .env',
  leave: 'Leave without the secret',
  done: 'Done',
  copy: 'Copy',
} satisfies Catalogue;
