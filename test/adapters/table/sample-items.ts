import { toNewAccountItem } from '../../../lambdas/adapters/table/account-items.ts';
import { toNewKeyItem } from '../../../lambdas/adapters/table/key-items.ts';
import { newAccountId, newKeyId } from '../../../lambdas/core/access-key.ts';
import type { Key } from '../../../lambdas/core/key.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

/**
 * The items of a new account that has one key, as they are stored.
 * @param parts replace those of the sample key
 */
export function itemsOfAccountWithKey(parts: Partial<Key>) {
  const accountId = newAccountId();
  const keyId = newKeyId();
  const account = sampleAccount({ accountId, email: `${accountId}@example.com` });
  return [
    toNewAccountItem(account, keyId),
    toNewKeyItem(sampleKey({ ...parts, accountId, keyId }), 'a hash'),
  ];
}
