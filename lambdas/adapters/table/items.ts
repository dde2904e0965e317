import type { Account } from '../../core/account.ts';
import type { AddressFault, Undeliverable } from '../../core/delivery.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import type { NoticeEmail } from '../../core/notice-email.ts';
import { noticeShard } from '../../core/notice-schedule.ts';

/** The table's primary key. `pk` is the account; `sk` is `ACCOUNT`, `KEY#<keyId>` or `NOTICE#<sentAtMs>#<keyId>`. */
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
  /** Random; signs the account's cursors and confirmation links. */
  cursorSecret: string;
  createdAtMs: number;
  updatedAtMs: number;
  version: number;
  noticeEmails?: NoticeEmailItem[];
  /** Asked and taken off the list of late; cleared of old ones when the list is changed. */
  formerNoticeEmails?: NoticeEmailItem[];
  /** When requests for confirmation were caused, of the last day. */
  confirmationsMs?: number[];
  /** By address. */
  mailProblems?: Record<string, { fault: AddressFault; atMs: number }>;
  undeliverable?: { sinceMs: number; reason: Undeliverable['reason'] };
  /** Failures in a row to mail the account. */
  mailFailures?: number;
  /** Set with the queue's attributes below: the keys' notices are to be planned by the account's new lead times. */
  replan?: true;
  /** The queue's: set while the account has requests for confirmation to send, or keys to plan anew. */
  noticeAt?: number;
  noticeShard?: number;
  /** Which run of the notifier is serving the account, and until when (seconds since 1970) others keep away. */
  leaseOwner?: string;
  leaseUntil?: number;
  /** A digest that the mail service has taken, until all of its notices are recorded. */
  unsettled?: SentDigestItem;
}

export interface NoticeEmailItem {
  email: string;
  requestedAtMs: number;
  askedAtMs?: number;
  confirmedAtMs?: number;
}

/** What a digest told, as the account's item keeps it between the sending and the recording. */
export interface SentDigestItem {
  atMs: number;
  /** Null: it could not be delivered. */
  messageId: string | null;
  to: string[];
  notices: {
    keyId: string;
    name: string;
    kind: 'expired' | 'expiring';
    leadDays?: number;
    expiresAt: number;
    noticeAt: number;
  }[];
}

/** One line of the account's log of notices. */
export interface NoticeItem extends ItemKey {
  atMs: number;
  keyId: string;
  name: string;
  kind: 'expired' | 'expiring';
  leadDays?: number;
  expiresAt: number;
  /** Absent: it could not be delivered. */
  messageId?: string;
  to: string[];
  /** Seconds since 1970 from which DynamoDB may remove the item. */
  removeAfter: number;
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
export const noticeSortPrefix = 'NOTICE#';

/** From the account's own item through all of its keys; `$` follows `#`. Notices lie behind. */
export const inventoryRange = { first: accountSortKey, last: 'KEY$' } as const;

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
    noticeEmails: (item.noticeEmails ?? []).map(toNoticeEmail),
    formerNoticeEmails: (item.formerNoticeEmails ?? []).map(toNoticeEmail),
    mailProblems: Object.entries(item.mailProblems ?? {}).map(([email, { fault, atMs }]) => ({
      email,
      fault,
      at: new Date(atMs),
    })),
    undeliverable: item.undeliverable
      ? { since: new Date(item.undeliverable.sinceMs), reason: item.undeliverable.reason }
      : null,
    createdAt: new Date(item.createdAtMs),
    updatedAt: new Date(item.updatedAtMs),
    version: item.version,
  };
}

function toNoticeEmail({ email, requestedAtMs, askedAtMs, confirmedAtMs }: NoticeEmailItem): NoticeEmail {
  return {
    email,
    requestedAt: new Date(requestedAtMs),
    askedAt: askedAtMs === undefined ? null : new Date(askedAtMs),
    confirmedAt: confirmedAtMs === undefined ? null : new Date(confirmedAtMs),
  };
}

export function toNoticeEmailItem({
  email,
  requestedAt,
  askedAt,
  confirmedAt,
}: NoticeEmail): NoticeEmailItem {
  return {
    email,
    requestedAtMs: requestedAt.getTime(),
    ...(askedAt && { askedAtMs: askedAt.getTime() }),
    ...(confirmedAt && { confirmedAtMs: confirmedAt.getTime() }),
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
    noticeAt: item.noticeAt === undefined ? null : fromEpochSeconds(item.noticeAt),
    version: item.version,
  };
}

/** The item of a key that is being created. */
export function toNewKeyItem(key: Key, digest: string): KeyItem {
  return {
    ...keyItemKey(key),
    name: key.name,
    ...(key.description !== null && { description: key.description }),
    digest,
    createdAtMs: key.createdAt.getTime(),
    updatedAtMs: key.updatedAt.getTime(),
    ...(key.isDefault && { isDefault: true as const }),
    version: key.version,
    ...expiryAttributes(key.accountId, key.expiresAt, key.noticeAt),
  };
}

/** What an expiration date puts on a key's item; absent attributes are to be removed from it. */
export function expiryAttributes(
  accountId: string,
  expiresAt: Date | null,
  noticeAt: Date | null,
): Pick<KeyItem, 'expiresAt' | 'noticeAt' | 'noticeShard'> {
  return {
    ...(expiresAt && { expiresAt: toEpochSeconds(expiresAt) }),
    ...queueAttributes(accountId, noticeAt),
  };
}

/** What places an item in the queue of notices; none when there is no notice to come. */
export function queueAttributes(
  accountId: string,
  noticeAt: Date | null,
): { noticeAt?: number; noticeShard?: number } {
  return noticeAt === null ? {} : { noticeAt: toEpochSeconds(noticeAt), noticeShard: noticeShard(accountId) };
}
