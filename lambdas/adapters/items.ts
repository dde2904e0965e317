import type { Account } from '../core/account.ts';
import { fromEpochSeconds, toEpochSeconds } from '../core/instant.ts';
import type { Key } from '../core/key.ts';
import { nextNoticeAt, noticeShard } from '../core/notice-schedule.ts';

/** The table's primary key. `pk` is the account; `sk` is `ACCOUNT` or `KEY#<keyId>`. */
export interface ItemKey {
  pk: string;
  sk: string;
}

export interface AccountItem extends ItemKey {
  email: string;
  timeZone: string;
  /** Absent: the operator's lead times hold. */
  noticeLeadDays?: number[];
  /**
   * The account's keys by id, with the second at which each id was reserved: what the limit is counted by. An id is
   * reserved before its key is written, so the map may name keys that do not exist (see KeyStore), never the reverse.
   */
  keys: Record<string, number>;
  cursorSecret: string;
  createdAtMs: number;
  updatedAtMs: number;
  version: number;
}

export interface KeyItem extends ItemKey {
  name: string;
  description?: string;
  /** SHA-256 of the secret key, base64. */
  digest: string;
  createdAtMs: number;
  updatedAtMs: number;
  /** Seconds since 1970. Absent: never expires. */
  expiresAt?: number;
  isDefault?: true;
  version: number;
  /** The next notice (seconds since 1970) and its index partition; both absent while there is none to come. */
  noticeAt?: number;
  noticeShard?: number;
}

export const accountSortKey = 'ACCOUNT';
const keySortPrefix = 'KEY#';

export function accountItemKey(accountId: string): ItemKey {
  return { pk: accountId, sk: accountSortKey };
}

export function keyItemKey({ accountId, keyId }: { accountId: string; keyId: string }): ItemKey {
  return { pk: accountId, sk: keySortPrefix + keyId };
}

/** Maps a sign-in (the `sub` of its ID token) to its account. */
export function signInItemKey(sub: string): ItemKey {
  return { pk: `SIGNIN#${sub}`, sk: 'SIGNIN' };
}

export function toAccount(item: AccountItem, defaultLeadDays: readonly number[]): Account {
  return {
    accountId: item.pk,
    email: item.email,
    timeZone: item.timeZone,
    noticeLeadDays: item.noticeLeadDays ?? defaultLeadDays,
    createdAt: new Date(item.createdAtMs),
    updatedAt: new Date(item.updatedAtMs),
    version: item.version,
  };
}

export function toKey(item: KeyItem): Key {
  return {
    accountId: item.pk,
    keyId: item.sk.slice(keySortPrefix.length),
    name: item.name,
    description: item.description ?? null,
    createdAt: new Date(item.createdAtMs),
    updatedAt: new Date(item.updatedAtMs),
    expiresAt: item.expiresAt === undefined ? null : fromEpochSeconds(item.expiresAt),
    isDefault: item.isDefault ?? false,
    version: item.version,
  };
}

/** The item of a key that is being created at `key.createdAt`. */
export function toNewKeyItem(key: Key, digest: string, leadDays: readonly number[]): KeyItem {
  return {
    ...keyItemKey(key),
    name: key.name,
    ...(key.description !== null && { description: key.description }),
    digest,
    createdAtMs: key.createdAt.getTime(),
    updatedAtMs: key.updatedAt.getTime(),
    ...(key.isDefault && { isDefault: true as const }),
    version: key.version,
    ...expiryAttributes(key.accountId, key.expiresAt, leadDays, key.createdAt),
  };
}

/** What an expiration date puts on a key's item; absent attributes are to be removed from it. */
export function expiryAttributes(
  accountId: string,
  expiresAt: Date | null,
  leadDays: readonly number[],
  now: Date,
): Pick<KeyItem, 'expiresAt' | 'noticeAt' | 'noticeShard'> {
  const noticeAt = nextNoticeAt(expiresAt, leadDays, now);
  return {
    ...(expiresAt && { expiresAt: toEpochSeconds(expiresAt) }),
    ...(noticeAt && { noticeAt: toEpochSeconds(noticeAt), noticeShard: noticeShard(accountId) }),
  };
}
