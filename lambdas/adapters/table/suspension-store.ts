import type { Account } from '../../core/account.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { RecordChange } from '../../core/trail.ts';
import { changeOfSuspension } from '../../core/trail-changes.ts';
import { toAccount } from './account-items.ts';
import { readInventory } from './inventory.ts';
import { accountItemKey, keyItemKey, keySortPrefix } from './item-keys.ts';
import {
  type AccountItem,
  type InventoryItem,
  isAccountItem,
  isKeyItem,
  type KeyItem,
} from './item-shapes.ts';
import { voidPlace } from './key-reservations.ts';
import { keySuspensionOf } from './suspension-attributes.ts';
import type { ItemUpdate, TableClient } from './table-client.ts';

/** Changes that may get in between before we give up. */
const attempts = 5;

/** Keys that are written at the same time. */
const concurrency = 20;

/** Well within the time of a function. */
const longestMilliseconds = 8_000;

/** What a suspension reads of keys: they may be many. */
const readAttributes = [
  'pk',
  'sk',
  'digest',
  'suspendedAt',
  'suspensionNo',
  'removeAfter',
] as const satisfies readonly (keyof KeyItem | 'removeAfter')[];

interface Order {
  now: Date;
  record: RecordChange;
}

/**
 * Suspends and resumes accounts. That an account is suspended stands in its own item, and in each of its keys' too, since the
 * authorizer reads nothing else. The account's item is written first: from then on, whoever reserves a place for a key writes
 * it as the account is. Then the keys are, and places that were reserved before are voided, unless their keys are there. Each
 * suspension and each resumption has a number, by which one that is late can't undo a later one. So whoever dies in between
 * leaves an account that says what its keys should; the same call, repeated, does the rest.
 */
export class SuspensionStore {
  readonly #table: TableClient;
  readonly #defaultLeadDays: readonly number[];

  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#defaultLeadDays = defaultLeadDays;
  }

  /**
   * Has all keys of an account refused, those too that are created later. Of one that is suspended, it replaces the reason. A call
   * that finds nothing to do leaves no line.
   * @returns the account, once a consistent read has shown the suspension of every key
   * @throws Problem `account_not_found`, `unavailable`: to be repeated
   */
  async suspend(accountId: string, reason: string, { now, record }: Order): Promise<Account> {
    const { account, isSettled } = await this.#look(accountId);
    if (isSettled && account.suspension?.reason === reason) return account;
    const change = changeOfSuspension('suspend_account', account, {
      since: account.suspension?.since ?? now,
      reason,
    });
    return record(change, () =>
      this.#turn(accountId, now, [
        {
          expression:
            'SET suspendedAt = :at, suspensionReason = :reason, suspensionNo = if_not_exists(suspensionNo, :zero) + :one, updatedAtMs = :now ADD version :one',
          condition: 'attribute_exists(pk) AND attribute_not_exists(suspendedAt)',
          values: {
            ':at': toEpochSeconds(now),
            ':reason': reason,
            ':zero': 0,
            ':one': 1,
            ':now': now.getTime(),
          },
        },
        {
          expression: 'SET suspensionReason = :reason',
          condition: 'attribute_exists(suspendedAt)',
          values: { ':reason': reason },
        },
      ]),
    );
  }

  /** Lets the keys of an account work again, as they would had it not been suspended. @see suspend */
  async resume(accountId: string, { now, record }: Order): Promise<Account> {
    const { account, isSettled } = await this.#look(accountId);
    if (isSettled && !account.suspension) return account;
    return record(changeOfSuspension('resume_account', account, null), () =>
      this.#turn(accountId, now, [
        {
          expression:
            'SET suspensionNo = if_not_exists(suspensionNo, :zero) + :one, updatedAtMs = :now REMOVE suspendedAt, suspensionReason ADD version :one',
          condition: 'attribute_exists(suspendedAt)',
          values: { ':zero': 0, ':one': 1, ':now': now.getTime() },
        },
        // Changes nothing, but tells which places are reserved.
        {
          expression: 'SET suspensionNo = suspensionNo',
          condition: 'attribute_exists(suspensionNo) AND attribute_not_exists(suspendedAt)',
        },
      ]),
    );
  }

  /** @throws Problem `account_not_found` */
  async #look(accountId: string): Promise<{ account: Account; isSettled: boolean }> {
    const items = await readInventory(this.#table, accountId);
    const item = items.find(isAccountItem);
    if (!item) throw new Problem('account_not_found');
    const isUntouched = item.suspensionNo === undefined;
    // A place without a key may be one whose key is about to be written as the account was before.
    const isSettled =
      findBehind(item, items).length === 0 && findUnwritten(Object.keys(item.keys), items).length === 0;
    return { isSettled: isUntouched || isSettled, account: toAccount(item, this.#defaultLeadDays) };
  }

  /** @param updates of the account's item: the turn itself, and what is written when that was made before */
  async #turn(accountId: string, now: Date, updates: readonly ItemUpdate[]): Promise<Account> {
    const begun = performance.now();
    const turned = await this.#write(accountId, updates);
    const places = Object.keys(turned.keys);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const items = await readInventory(this.#table, accountId, [...readAttributes, 'keys']);
      const current = items.find(isAccountItem);
      if (!current) throw new Problem('account_not_found');
      if (current.suspensionNo !== turned.suspensionNo) break;
      const behind = findBehind(turned, items);
      const unwritten = findUnwritten(places, items);
      if (behind.length === 0 && unwritten.length === 0) return toAccount(turned, this.#defaultLeadDays);
      const acts = [
        ...behind.map((key) => () => this.#writeKey(turned, key)),
        ...unwritten.map((keyId) => () => voidPlace(this.#table, { accountId, keyId }, now)),
      ];
      for (let start = 0; start < acts.length; start += concurrency) {
        if (performance.now() - begun > longestMilliseconds) throw notYet();
        await Promise.all(acts.slice(start, start + concurrency).map((act) => act()));
      }
    }
    throw notYet();
  }

  /** The account's item as it is after one of the updates. */
  async #write(accountId: string, updates: readonly ItemUpdate[]): Promise<AccountItem> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      for (const update of updates) {
        const outcome = await this.#table.update<AccountItem>(accountItemKey(accountId), update);
        if (outcome.done) return outcome.item;
      }
    }
    throw notYet();
  }

  /** Has a key say what its account does, unless it was deleted or says something later. */
  async #writeKey(account: AccountItem, { sk }: KeyItem): Promise<void> {
    const { suspendedAt, suspensionNo } = keySuspensionOf(account);
    await this.#table.update<KeyItem>(
      keyItemKey({ accountId: account.pk, keyId: sk.slice(keySortPrefix.length) }),
      {
        expression: `SET suspensionNo = :no${suspendedAt === undefined ? ' REMOVE suspendedAt' : ', suspendedAt = :at'}`,
        condition: 'attribute_exists(digest) AND (attribute_not_exists(suspensionNo) OR suspensionNo < :no)',
        values: { ':no': suspensionNo, ...(suspendedAt !== undefined && { ':at': suspendedAt }) },
      },
    );
  }
}

/** The keys that do not say what their account does. */
function findBehind(account: AccountItem, items: readonly InventoryItem[]): KeyItem[] {
  const { suspendedAt, suspensionNo } = account;
  return items
    .filter(isKeyItem)
    .filter((key) => key.suspensionNo !== suspensionNo || key.suspendedAt !== suspendedAt);
}

/** The ids of places under which there is neither a key nor what keeps it from being written. */
function findUnwritten(keyIds: readonly string[], items: readonly InventoryItem[]): string[] {
  const found = new Set(items.map(({ sk }) => sk));
  return keyIds.filter((keyId) => !found.has(keySortPrefix + keyId));
}

function notYet(): Problem {
  const detail =
    'The change has begun, but not every key of the account shows it yet. Repeat the call until it succeeds.';
  return new Problem('unavailable', { detail });
}
