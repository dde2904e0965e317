import type { KeyAddress } from '../../core/access-key.ts';

/**
 * The table's primary key. `pk` is the account; `sk` is `ACCOUNT`, `KEY#<keyId>` or
 * `NOTICE#<sentAtMs>#<keyId>`. A sign-in and a mailbox have partitions of their
 * own.
 */
export interface ItemKey {
  pk: string;
  sk: string;
}

export const accountSortKey = 'ACCOUNT';
export const keySortPrefix = 'KEY#';
const noticeSortPrefix = 'NOTICE#';

export function accountItemKey(accountId: string): ItemKey {
  return { pk: accountId, sk: accountSortKey };
}

export function keyItemKey({ accountId, keyId }: KeyAddress): ItemKey {
  return { pk: accountId, sk: keySortPrefix + keyId };
}

/** Maps a sign-in (the `sub` of its ID token) to its account. */
export function signInItemKey(sub: string): ItemKey {
  return { pk: `SIGNIN#${sub}`, sk: 'SIGNIN' };
}

/** What is known about a mailbox over all accounts. @param id a hash of its address */
export function mailboxItemKey(id: string): ItemKey {
  return { pk: `MAILBOX#${id}`, sk: 'MAILBOX' };
}

/** A line of the log about the key at `address`; the log is sorted by `at`. */
export function noticeItemKey({ accountId, keyId }: KeyAddress, at: Date): ItemKey {
  return { pk: accountId, sk: `${noticeSortKey(at)}#${keyId}` };
}

/** The sort keys from the account's own item through all of its keys; `$` follows `#`. Notices lie behind. */
export const inventoryRange = { first: accountSortKey, last: 'KEY$' } as const;

/** The sort keys of the log from `oldest` on. */
export function noticeRange(oldest: Date): { first: string; last: string } {
  return { first: noticeSortKey(oldest), last: `${noticeSortPrefix}~` };
}

/** 14 digits sort like the numbers they write until the year 5138. */
function noticeSortKey(at: Date): string {
  return noticeSortPrefix + String(at.getTime()).padStart(14, '0');
}
