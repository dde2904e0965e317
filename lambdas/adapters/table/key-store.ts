import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type KeyAddress, newKeyId } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import { nextNoticeAt } from '../../core/notice-schedule.ts';
import { Problem } from '../../core/problem.ts';
import { digestSecret, newSecretKey } from '../../core/secret.ts';
import type { NewKey } from './account-store.ts';
import {
  type AccountItem,
  accountItemKey,
  accountSortKey,
  expiryAttributes,
  inventoryRange,
  type KeyItem,
  keyItemKey,
  toAccount,
  toKey,
  toNewKeyItem,
} from './items.ts';
import { reservePlace } from './key-reservations.ts';
import { ifConditionHolds, type Outcome, translateFaults, tryIfConditionHolds } from './table.ts';
import { describeChanges, type Undefinable } from './update-expression.ts';

export interface KeyStoreSettings {
  tableName: string;
  /** The operator's lead times, for accounts that have none of their own. */
  noticeLeadDays: readonly number[];
  maxKeysPerAccount: number;
}

/** Absent: kept. Null: cleared. */
export interface KeyChanges {
  name?: string;
  description?: string | null;
  expiresAt?: Date | null;
}

/** An account with all of its keys, as one Query finds them. */
export interface Inventory {
  account: Account;
  keys: Key[];
  cursorSecret: string;
}

/** The keys of accounts. Each method is one conditional write, or reads; none needs a transaction. */
export class KeyStore {
  readonly #table: DynamoDBDocumentClient;
  readonly #settings: KeyStoreSettings;

  constructor(table: DynamoDBDocumentClient, settings: KeyStoreSettings) {
    this.#table = table;
    this.#settings = settings;
  }

  /**
   * Makes a key with a fresh secret. Its id is reserved in the account's item first, under the condition that there is room, which
   * keeps the limit exact however many calls run at once; the key is written second.
   * @throws Problem `key_limit_reached`, `account_not_found`, `unavailable`
   */
  async create(
    account: Account,
    fields: { name: string; description: string | null; expiresAt: Date | null },
    now: Date,
  ): Promise<NewKey> {
    const key: Key = {
      ...fields,
      accountId: account.accountId,
      keyId: newKeyId(),
      createdAt: now,
      updatedAt: now,
      isDefault: false,
      noticeAt: nextNoticeAt(fields.expiresAt, account.noticeLeadDays, now),
      version: 1,
    };
    const secretKey = newSecretKey();
    const digest = digestSecret(secretKey);
    await reservePlace(this.#table, this.#settings, key, now);
    const written = await ifConditionHolds(
      this.#table.send(
        new PutCommand({
          TableName: this.#settings.tableName,
          Item: toNewKeyItem(key, digest),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
    // Either a retry met what its first attempt had written, or the reservation was voided as stale meanwhile.
    if (!written && (await this.#read(key))?.digest !== digest) throw new Problem('unavailable');
    return { key, secretKey };
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
    let accountItem: AccountItem | undefined;
    const keys: Key[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await translateFaults(
        this.#table.send(
          new QueryCommand({
            TableName: this.#settings.tableName,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
            ExpressionAttributeValues: {
              ':pk': accountId,
              ':first': inventoryRange.first,
              ':last': inventoryRange.last,
            },
            ConsistentRead: true,
            ExclusiveStartKey,
          }),
        ),
      );
      for (const item of page.Items ?? []) {
        if (item.sk === accountSortKey) accountItem = item as AccountItem;
        else if (isKeyItem(item)) keys.push(toKey(item));
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    if (!accountItem) return null;
    const { cursorSecret } = accountItem;
    return { account: toAccount(accountItem, this.#settings.noticeLeadDays), keys, cursorSecret };
  }

  /**
   * Changes a key; a new expiration date starts its notices afresh.
   * @param ifVersion the version that the caller has seen; null changes whichever there is
   * @throws Problem `key_not_found`, `key_changed`
   */
  async update(
    address: KeyAddress,
    changes: KeyChanges,
    context: { account: Account; ifVersion: number | null; now: Date },
  ): Promise<Key> {
    const { account, ifVersion, now } = context;
    const attributes: Undefinable<KeyItem> = { updatedAtMs: now.getTime() };
    if (changes.name !== undefined) attributes.name = changes.name;
    if (changes.description !== undefined) attributes.description = changes.description ?? undefined;
    if (changes.expiresAt !== undefined) {
      Object.assign(
        attributes,
        { expiresAt: undefined, noticeAt: undefined, noticeShard: undefined },
        expiryAttributes(
          address.accountId,
          changes.expiresAt,
          nextNoticeAt(changes.expiresAt, account.noticeLeadDays, now),
        ),
      );
    }
    const { done, tries } =
      ifVersion === null
        ? await this.#write(address, attributes)
        : await this.#write(address, attributes, ' AND version = :ifVersion', { ':ifVersion': ifVersion });
    if (done) return done;
    const current = await this.#read(address);
    if (!current) throw new Problem('key_not_found');
    // A second try also fails when the first was carried out and only its answer was lost: then this very edit is what it meets.
    const isOwnWork = tries > 1 && current.version === (ifVersion ?? 0) + 1 && holds(current, attributes);
    if (!isOwnWork) throw new Problem('key_changed');
    return toKey(current);
  }

  /**
   * Takes a key out of use at `now`. A key that has expired already stays as it is. No notice of this expiry is sent: its
   * holder has just asked for it.
   * @throws Problem `key_not_found`
   */
  async expire(address: KeyAddress, now: Date): Promise<Key> {
    const { done } = await this.#write(
      address,
      {
        updatedAtMs: now.getTime(),
        expiresAt: toEpochSeconds(now),
        noticeAt: undefined,
        noticeShard: undefined,
      },
      ' AND (attribute_not_exists(#expiresAt) OR #expiresAt > :expiresAt)',
    );
    return done ?? this.get(address);
  }

  /**
   * Removes a key for ever. It is looked for first, so that a second try whose condition fails, because the first was carried out and only
   * its answer was lost, is known to have found the key gone since.
   * @throws Problem `key_not_found`
   */
  async delete(address: KeyAddress): Promise<void> {
    await this.get(address);
    const { done, tries } = await tryIfConditionHolds(
      this.#table.send(
        new DeleteCommand({
          TableName: this.#settings.tableName,
          Key: keyItemKey(address),
          ConditionExpression: 'attribute_exists(digest)',
        }),
      ),
    );
    if (!done && tries === 1) throw new Problem('key_not_found');
    try {
      await this.#table.send(
        new UpdateCommand({
          TableName: this.#settings.tableName,
          Key: accountItemKey(address.accountId),
          UpdateExpression: 'REMOVE #keys.#id',
          ExpressionAttributeNames: { '#keys': 'keys', '#id': address.keyId },
        }),
      );
    } catch {
      // The key is gone, and that is what was asked. Its place is freed by the next creation that finds the account full.
    }
  }

  async #read(address: KeyAddress): Promise<KeyItem | null> {
    const { Item } = await translateFaults(
      this.#table.send(
        new GetCommand({
          TableName: this.#settings.tableName,
          Key: keyItemKey(address),
          ConsistentRead: true,
        }),
      ),
    );
    return Item && isKeyItem(Item) ? Item : null;
  }

  /** Not done when there is no such key, or the condition does not hold. Undefined removes an attribute. */
  async #write(
    address: KeyAddress,
    attributes: Undefinable<KeyItem>,
    condition = '',
    conditionValues: Record<string, unknown> = {},
  ): Promise<Outcome<Key>> {
    const { set, remove, names, values } = describeChanges(attributes);
    const written = await tryIfConditionHolds(
      this.#table.send(
        new UpdateCommand({
          TableName: this.#settings.tableName,
          Key: keyItemKey(address),
          UpdateExpression: `${set}${remove} ADD version :one`,
          ConditionExpression: `attribute_exists(digest)${condition}`,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ...conditionValues, ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return written.done ? { done: toKey(written.done.Attributes as KeyItem) } : written;
  }
}

/** Whether an item has just the attributes that a write would have given it, the instant of the write among them. */
function holds(item: KeyItem, attributes: Undefinable<KeyItem>): boolean {
  return Object.entries(attributes).every(([name, value]) => item[name as keyof KeyItem] === value);
}

function isKeyItem(item: Record<string, unknown>): item is KeyItem & Record<string, unknown> {
  return typeof item.digest === 'string';
}
