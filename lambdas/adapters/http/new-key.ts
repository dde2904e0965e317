import { formatAccessKey } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import { type KeyView, type NewKey, viewKey } from '../../core/key.ts';
import type { Counting } from '../../core/key-use.ts';
import { formatToken } from '../../core/token.ts';

/** A key with its secret: the body of the only response that ever contains it. */
export function viewNewKey(
  { key, secretKey }: NewKey,
  keyPrefix: string,
  account: Account,
  counting: Counting,
  now: Date,
): KeyView & { secretKey: string; token: string } {
  const token = formatToken(keyPrefix, { accessKey: formatAccessKey(key), secretKey });
  return { ...viewKey(key, account.noticeLeadDays, counting, now), secretKey, token };
}
