import type { KeyAddress } from '../../core/access-key.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import type { KeyStanding } from '../../core/leak.ts';
import { noticeShard } from '../../core/notice-schedule.ts';
import { describeRotation } from '../../core/rotation-view.ts';
import { keyItemKey, keySortPrefix } from './item-keys.ts';
import type { KeyItem, VoidedKeyItem } from './item-shapes.ts';
import { unpackUse } from './key-use-attribute.ts';
import { toSecrets } from './secret-attributes.ts';
import type { KeySuspension } from './suspension-attributes.ts';
import type { Undefinable } from './update-expression.ts';

/** How long it stays if nobody ends the deletion. */
const voidSeconds = 86_400;

// How keys are made of stored items, and the reverse. Nothing outside this folder sees an item.

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
    owedSince: item.owedSince === undefined ? null : fromEpochSeconds(item.owedSince),
    noticeTries: item.noticeTries ?? 0,
    use: unpackUse(item.use),
    rotation: describeRotation(toSecrets(item)),
    selfRotation: item.selfRotation ?? false,
    leakedAt: item.leakedAt === undefined ? null : fromEpochSeconds(item.leakedAt),
    access: item.access ?? 'none',
    accessSince: item.accessSinceMs === undefined ? null : new Date(item.accessSinceMs),
    createdBy: item.createdBy ?? null,
    version: item.version,
  };
}

/**
 * The item of a key that is being created.
 * @param more the hash of the request's body, if it had an Idempotency-Key, and what is to be said of the account's suspension
 */
export function toNewKeyItem(
  key: Key,
  secretHash: string,
  more: Pick<KeyItem, 'bodyHash'> & KeySuspension = {},
): KeyItem {
  return {
    ...keyItemKey(key),
    name: key.name,
    ...(key.description !== null && { description: key.description }),
    digest: secretHash,
    createdAtMs: key.createdAt.getTime(),
    updatedAtMs: key.updatedAt.getTime(),
    ...(key.isDefault && { isDefault: true as const }),
    ...(key.selfRotation && { selfRotation: true as const }),
    ...(key.access !== 'none' && { access: key.access }),
    ...(key.accessSince !== null && { accessSinceMs: key.accessSince.getTime() }),
    ...(key.createdBy !== null && { createdBy: key.createdBy }),
    version: key.version,
    ...more,
    ...expiryAttributes(key.accountId, key.expiresAt, key.noticeAt),
  };
}

/** What is left of a deleted key. @param removeAfter when its id may be forgotten */
export function toDeletedKeyItem(key: KeyItem, removeAfter: Date): VoidedKeyItem {
  return {
    pk: key.pk,
    sk: key.sk,
    deletedKeyMs: key.createdAtMs,
    removeAfter: toEpochSeconds(removeAfter),
  };
}

/** What keeps a late creation from bringing back a key of an account that is being deleted. */
export function toVoidedKeyItem(address: KeyAddress, now: Date): VoidedKeyItem {
  return { ...keyItemKey(address), removeAfter: toEpochSeconds(now) + voidSeconds };
}

/** The attributes that a key has for its expiration date; those absent here must be absent from the item. */
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

/** The attributes of a key that has leaked, or is brought back; undefined removes one. */
export function standingAttributes(
  accountId: string,
  { leakedAt, expiresAt, noticeAt }: KeyStanding,
): Undefinable<KeyItem> {
  return {
    leakedAt: leakedAt ? toEpochSeconds(leakedAt) : undefined,
    expiresAt: undefined,
    ...noNotice,
    ...expiryAttributes(accountId, expiresAt, noticeAt),
  };
}

/** The attributes that put an item into the queue of notices; none when there is no notice to come. */
export function queueAttributes(
  accountId: string,
  noticeAt: Date | null,
): { noticeAt?: number; noticeShard?: number } {
  return noticeAt === null ? {} : { noticeAt: toEpochSeconds(noticeAt), noticeShard: noticeShard(accountId) };
}

/** A key's attributes for its notice when none is planned or postponed. */
export const noNotice = {
  noticeAt: undefined,
  noticeShard: undefined,
  owedSince: undefined,
  noticeTries: undefined,
} satisfies Undefinable<KeyItem>;
