import { type KeyAddress, newKeyId } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import type { IdempotentRequest } from '../../core/idempotency.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import type { Key, NewKey } from '../../core/key.ts';
import type { KeyAccess } from '../../core/key-access.ts';
import { draftKey, type KeyFields } from '../../core/key-draft.ts';
import { nextNoticeAt } from '../../core/notice-schedule.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { hashSecret, newSecretKey } from '../../core/secret.ts';
import { unrecorded } from '../../core/trail.ts';
import { creationOf } from '../../core/trail-changes.ts';
import { type CreatedOnce, type CreationContext, IdempotentCreation } from './idempotent-creation.ts';
import { type Inventory, readInventory, toInventory } from './inventory.ts';
import { keyItemKey } from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { expiryAttributes, noNotice, toDeletedKeyItem, toKey, toNewKeyItem } from './key-items.ts';
import { releasePlace, reservePlace } from './key-reservations.ts';
import { wakeForAccess } from './rotation-mails.ts';
import type { TableClient, WriteOutcome } from './table-client.ts';
import { buildUpdateExpression, type Undefinable } from './update-expression.ts';
import { UsageReader } from './usage-reader.ts';

/**
 * How long the id of a deleted key is kept from a repeat of the request that created it: a day for as long as that is
 * remembered, and one for processes that were asleep in the middle of it.
 */
const markMilliseconds = 2 * 86_400_000;

/** Absent: kept. Null: cleared. */
export interface KeyChanges {
  name?: string;
  description?: string | null;
  expiresAt?: Date | null;
  selfRotation?: boolean;
  access?: KeyAccess;
  /** When it was granted; absent: as before. */
  accessSince?: Date;
}

/** The keys of accounts. Each method is one conditional write, or only reads; none needs a transaction. */
export class KeyStore {
  readonly #table: TableClient;
  readonly #defaultLeadDays: readonly number[];

  /** @param defaultLeadDays the operator's lead times, for accounts that have none of their own */
  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#defaultLeadDays = defaultLeadDays;
  }

  /**
   * Makes a key with a fresh secret. Its id is reserved in the account's item first, on condition that there
   * is room, which keeps the limit exact however many calls run at once; the key is written second.
   * @param context.keyLimit keys that an account may have
   * @throws Problem `key_limit_reached`, `unavailable`
   */
  async create(account: Account, fields: KeyFields, context: CreationContext): Promise<NewKey> {
    const { record = unrecorded, now } = context;
    const key = draftKey(account, newKeyId(), fields, now);
    const secretKey = newSecretKey();
    const secretHash = hashSecret(secretKey);
    await record(creationOf(key), async () => {
      const suspension = await reservePlace(this.#table, key, context);
      if (key.accessSince) await wakeForAccess(this.#table, key, key.accessSince);
      const item = toNewKeyItem(key, secretHash, suspension);
      const { done } = await this.#table.put(item, 'attribute_not_exists(pk)');
      // Either a retry met what its first attempt had written, or the reservation has been voided: it was stale, or the
      // account was suspended or resumed since.
      if (!done && (await this.#read(key))?.digest !== secretHash) throw new Problem('unavailable');
    });
    return { key, secretKey };
  }

  /** As create, for a request with an Idempotency-Key. @see IdempotentCreation.run */
  createOnce(
    account: Account,
    { request, body }: { request: IdempotentRequest; body: object },
    decide: () => KeyFields,
    context: CreationContext,
  ): Promise<CreatedOnce> {
    return new IdempotentCreation(this.#table, account, request, body).run(decide, context);
  }

  async find(address: KeyAddress): Promise<Key | null> {
    const item = await this.#read(address);
    return item && toKey(item);
  }

  /** @throws Problem `key_not_found` */
  async get(address: KeyAddress): Promise<Key> {
    const key = await this.find(address);
    if (!key) throw new Problem('key_not_found');
    return key;
  }

  /** Null when there is no such account. Keys come in no particular order. */
  async list(accountId: string): Promise<Inventory | null> {
    return toInventory(await readInventory(this.#table, accountId), this.#defaultLeadDays);
  }

  /**
   * Changes a key; a new expiration date starts its notices afresh.
   * @param context.ifVersion the version that the caller has seen; null changes whichever there is
   * @param context.byKey a key asks for it: then the key must have no access, also at the very write
   * @throws Problem `key_not_found`, `key_changed`, `access_not_allowed`; and `rotation_required` of a new date for a key that has leaked
   */
  async update(
    address: KeyAddress,
    changes: KeyChanges,
    context: { account: Account; ifVersion: number | null; now: Date; byKey?: boolean },
  ): Promise<Key> {
    const { account, ifVersion, now, byKey = false } = context;
    const attributes: Undefinable<KeyItem> = { updatedAtMs: now.getTime() };
    if (changes.name !== undefined) attributes.name = changes.name;
    if (changes.description !== undefined) attributes.description = changes.description ?? undefined;
    if (changes.access !== undefined)
      attributes.access = changes.access === 'none' ? undefined : changes.access;
    if (changes.accessSince) attributes.accessSinceMs = changes.accessSince.getTime();
    if (changes.selfRotation !== undefined) attributes.selfRotation = changes.selfRotation || undefined;
    if (changes.expiresAt !== undefined) {
      Object.assign(
        attributes,
        { expiresAt: undefined, ...noNotice },
        expiryAttributes(
          address.accountId,
          changes.expiresAt,
          nextNoticeAt(changes.expiresAt, account.noticeLeadDays, now),
        ),
      );
    }
    if (changes.accessSince) await wakeForAccess(this.#table, address, changes.accessSince);
    const isDated = changes.expiresAt !== undefined;
    const conditions = [
      guardOf(byKey),
      isDated ? ' AND attribute_not_exists(leakedAt)' : '',
      ifVersion === null ? '' : ' AND version = :ifVersion',
    ];
    const outcome = await this.#write(
      address,
      attributes,
      conditions.join(''),
      ifVersion === null ? {} : { ':ifVersion': ifVersion },
    );
    if (outcome.done) return toKey(outcome.item);
    const current = await this.#read(address);
    if (!current) throw new Problem('key_not_found');
    requireGuard(byKey, current);
    if (isDated && current.leakedAt !== undefined) throw new Problem('rotation_required');
    // A second try also fails when the first was carried out and only its response was lost: then it meets
    // this very edit.
    const isOwnWork =
      outcome.tries > 1 && current.version === (ifVersion ?? 0) + 1 && holds(current, attributes);
    if (!isOwnWork) throw new Problem('key_changed');
    return toKey(current);
  }

  /**
   * Takes a key out of use at `now`. A key that has already expired stays as it is. No notice of this expiry
   * is sent: the holder has just asked for it.
   * @param context.byKey as of update
   * @throws Problem `key_not_found`, `access_not_allowed`
   */
  async expire(address: KeyAddress, now: Date, { byKey = false } = {}): Promise<Key> {
    const outcome = await this.#write(
      address,
      {
        updatedAtMs: now.getTime(),
        expiresAt: toEpochSeconds(now),
        ...noNotice,
      },
      `${guardOf(byKey)} AND (attribute_not_exists(#expiresAt) OR #expiresAt > :expiresAt)`,
    );
    if (outcome.done) return toKey(outcome.item);
    const current = await this.#read(address);
    if (!current) throw new Problem('key_not_found');
    requireGuard(byKey, current);
    return toKey(current);
  }

  /**
   * Removes a key for ever. It is looked up first. So when the condition fails at a second try, which happens
   * when the first was carried out and only its response was lost, the key is known to have been there.
   * @param context.byKey as of update, and it must have expired
   * @throws Problem `key_not_found`, `access_not_allowed`
   */
  async delete(address: KeyAddress, now = new Date(), { byKey = false } = {}): Promise<void> {
    const item = await this.#read(address);
    if (!item) throw new Problem('key_not_found');
    const createdAt = new Date(item.createdAtMs);
    const { done, tries } = await this.#remove(item, now, byKey);
    // A key that is still there has just been restored, or given access.
    if (!done && byKey && (await this.#read(address))) throw new Problem('access_not_allowed');
    if (!done && tries === 1) throw new Problem('key_not_found');
    try {
      await releasePlace(this.#table, address);
      await new UsageReader(this.#table).forgetKey(address, createdAt, now);
    } catch {
      // The key is gone, as was asked, and its last use with it. The next creation that finds the account full frees
      // its place; counts that are left go in time.
    }
  }

  async #read(address: KeyAddress): Promise<KeyItem | null> {
    const item = await this.#table.get<KeyItem | VoidedKeyItem>(keyItemKey(address));
    return item && isKeyItem(item) ? item : null;
  }

  /** Not done when there is no such key. */
  #remove(item: KeyItem, now: Date, byKey: boolean): Promise<WriteOutcome> {
    // A repeat of the request that created it must neither bring it back nor make another.
    const mayBeRepeated = item.bodyHash !== undefined && now.getTime() - item.createdAtMs < markMilliseconds;
    const condition = `attribute_exists(digest)${byKey ? `${guardOf(byKey)} AND expiresAt <= :now` : ''}`;
    const values = byKey ? { ':now': toEpochSeconds(now) } : undefined;
    return mayBeRepeated
      ? this.#table.put(toDeletedKeyItem(item, new Date(now.getTime() + markMilliseconds)), condition, values)
      : this.#table.delete({ pk: item.pk, sk: item.sk }, condition, values);
  }

  /** Not done when there is no such key, or the condition does not hold. Undefined removes an attribute. */
  async #write(
    address: KeyAddress,
    attributes: Undefinable<KeyItem>,
    condition = '',
    conditionValues: Record<string, unknown> = {},
  ): Promise<WriteOutcome<{ item: KeyItem }>> {
    const { expression, names, values } = buildUpdateExpression(attributes);
    return this.#table.update<KeyItem>(keyItemKey(address), {
      expression: `${expression} ADD version :one`,
      condition: `attribute_exists(digest)${condition}`,
      names,
      values: { ...values, ...conditionValues, ':one': 1 },
    });
  }
}

/** What must hold of a key that a key asks to change. */
function guardOf(byKey: boolean): string {
  return byKey ? ' AND attribute_not_exists(access)' : '';
}

/** @throws Problem `access_not_allowed` if that is why a write was not done */
function requireGuard(byKey: boolean, { access }: KeyItem): void {
  if (byKey && access !== undefined) throw new Problem('access_not_allowed');
}

/**
 * Whether an item has exactly the attributes that a write would have given it, the instant of the write among
 * them.
 */
function holds(item: KeyItem, attributes: Undefinable<KeyItem>): boolean {
  return Object.entries(attributes).every(([name, value]) => item[name as keyof KeyItem] === value);
}
