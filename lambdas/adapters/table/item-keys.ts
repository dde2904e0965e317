import { createHash } from 'node:crypto';
import type { KeyAddress } from '../../core/access-key.ts';
import { formatDay, type UsageDay, usageDay } from '../../core/usage-day.ts';

/**
 * The table's primary key. `pk` is the account; `sk` is `ACCOUNT`, `KEY#<keyId>`, `NOTICE#<sentAtMs>#<keyId>`,
 * `MAIL#rotation#<keyId>`, `REQUEST#<hash>`, `TRAIL#<day>` or `USAGE#<day>#<keyId>`. A sign-in, an external id, a mailbox, a batch of the
 * access log, the state of counting and an account's trail (trail-items.ts) have partitions of their own.
 */
export interface ItemKey {
  pk: string;
  sk: string;
}

export const accountSortKey = 'ACCOUNT';
export const keySortPrefix = 'KEY#';
const noticeSortPrefix = 'NOTICE#';
const rotationMailSortPrefix = 'MAIL#rotation#';
const requestSortPrefix = 'REQUEST#';
const usageSortPrefix = 'USAGE#';

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

/** Maps the operator's own name for a user to its account. The hash keeps what the name is out of keys. */
export function externalItemKey(externalId: string): ItemKey {
  return { pk: `EXTERNAL#${createHash('sha256').update(externalId).digest('base64url')}`, sk: 'EXTERNAL' };
}

/** What is known about a mailbox over all accounts. @param id a hash of its address */
export function mailboxItemKey(id: string): ItemKey {
  return { pk: `MAILBOX#${id}`, sk: 'MAILBOX' };
}

/**
 * A line of the log about the key at `address`; the log is sorted by `at`.
 * @param matter a mail may tell of a key's expiry and of its rotation
 */
export function noticeItemKey(
  { accountId, keyId }: KeyAddress,
  at: Date,
  matter: 'expiry' | 'rotation' = 'expiry',
): ItemKey {
  const end = matter === 'expiry' ? '' : '#rotation';
  return { pk: accountId, sk: `${noticeSortKey(at)}#${keyId}${end}` };
}

/** The place of a key's rotation in the queue of notices. */
export function rotationMailItemKey({ accountId, keyId }: KeyAddress): ItemKey {
  return { pk: accountId, sk: rotationMailSortPrefix + keyId };
}

/** The key whose rotation an item is about; null if it is another item. */
export function parseRotationMailSortKey(sk: string): string | null {
  return sk.startsWith(rotationMailSortPrefix) ? sk.slice(rotationMailSortPrefix.length) : null;
}

/** What a request with an Idempotency-Key makes, or has made. @param hash of the request (core/idempotency.ts) */
export function requestItemKey(accountId: string, hash: string): ItemKey {
  return { pk: accountId, sk: requestSortPrefix + hash };
}

/** A key's calls of one day. */
export function usageItemKey({ accountId, keyId }: KeyAddress, day: UsageDay): ItemKey {
  return { pk: accountId, sk: `${usageSortPrefix}${formatDay(day)}#${keyId}` };
}

/** The sort keys of the calls of all keys, from one day through another. */
export function usageRange(first: UsageDay, last: UsageDay): { first: string; last: string } {
  return { first: usageSortPrefix + formatDay(first), last: `${usageSortPrefix}${formatDay(last)}~` };
}

/** The day and the key of an item's sort key; null if it is not of calls. */
export function parseUsageSortKey(sk: string): { day: UsageDay; keyId: string } | null {
  const [, date, keyId] = /^USAGE#(\d{4}-\d\d-\d\d)#(\w+)$/.exec(sk) ?? [];
  return date && keyId ? { day: usageDay(new Date(date)), keyId } : null;
}

/** A batch of the access log that has been counted, or is being. @param id a hash of what it holds */
export function batchItemKey(id: string): ItemKey {
  return { pk: `BATCH#${id}`, sk: 'BATCH' };
}

/** Since when calls are counted, and up to when. */
export const countingItemKey: ItemKey = { pk: 'COUNTING', sk: 'COUNTING' };

/**
 * The sort keys from the account's own item through all of its keys; `$` follows `#`. Mails, notices, requests and calls
 * lie behind.
 */
export const inventoryRange = { first: accountSortKey, last: 'KEY$' } as const;

/** The same through the keys' rotations in the queue, for the notifier. */
export const queueRange = { first: accountSortKey, last: 'MAIL$' } as const;

/** The sort keys of the log from `oldest` on. */
export function noticeRange(oldest: Date): { first: string; last: string } {
  return { first: noticeSortKey(oldest), last: `${noticeSortPrefix}~` };
}

/** 14 digits sort like the numbers they write until the year 5138. */
function noticeSortKey(at: Date): string {
  return noticeSortPrefix + String(at.getTime()).padStart(14, '0');
}
