import { type Deletion, type Removed, settlingMilliseconds } from '../../core/account-deletion.ts';
import { writeAll } from './batch-write.ts';
import { readInventory } from './inventory.ts';
import {
  accountItemKey,
  accountSortKey,
  externalItemKey,
  type ItemKey,
  inventoryRange,
  keySortPrefix,
  signInItemKey,
} from './item-keys.ts';
import { type AccountItem, isKeyItem } from './item-shapes.ts';
import { toVoidedKeyItem } from './key-items.ts';
import { closeMapping, type MappingItem, moveMapping } from './mapping-items.ts';
import type { TableClient } from './table-client.ts';
import { trailPartition } from './trail-items.ts';

/** What is left of an account while it is being deleted: nothing personal. */
interface DeletedAccountItem extends ItemKey {
  deletingAtMs: number;
  joinsId?: string;
  /** A run of the notifier may still be at work until then. */
  leaseUntil?: number;
  removedKeys?: number;
  removedSignIns?: number;
  removedItems?: number;
}

type AccountBeingDeleted = DeletedAccountItem & Partial<Pick<AccountItem, 'keys' | 'signIns' | 'externalId'>>;

/**
 * Deletes accounts with all that is known of them. Each step may be repeated, by whoever comes next, until nothing is left:
 *
 * 1. A mark on the account: from then on nobody finds it, reserves a place for a key, or takes it for mails.
 * 2. Every key, and every id that a key under way has reserved, is overwritten by a void, which a late creation collides with.
 * 3. Nothing leads to the account any more; a sign-in that joins another account leads there.
 * 4. Logs, use and trail go, then what is personal of the account's own item.
 * 5. Once nothing that began before the mark can be running, whatever that has written goes too, and the mark last.
 */
export class AccountDeletion {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** Whether there is an account, or one that is being deleted. */
  async find(accountId: string): Promise<'live' | 'marked' | null> {
    const item = await this.#table.get<AccountItem>(accountItemKey(accountId));
    if (!item) return null;
    return item.deletingAtMs === undefined ? 'live' : 'marked';
  }

  /**
   * Begins to delete an account: the one step that changes whether there is one.
   * @param joining its sign-in joins another account: then it must be as it was read, with one key at most
   * @returns whether it is marked so; false if there is none
   */
  async mark(accountId: string, now: Date, joining?: { joinsId: string; version: number }): Promise<boolean> {
    const { done } = await this.#table.update<AccountItem>(accountItemKey(accountId), {
      // Whoever has read the account finds another version. It leaves both indexes, and the notifier loses its lease.
      expression: `SET deletingAtMs = :now${joining ? ', joinsId = :joinsId' : ''} REMOVE emailKey, noticeAt, noticeShard, leaseOwner ADD version :one`,
      condition: `attribute_exists(pk) AND attribute_not_exists(deletingAtMs)${joining ? ' AND version = :seen AND size(#keys) <= :one' : ''}`,
      ...(joining && { names: { '#keys': 'keys' } }),
      values: {
        ':now': now.getTime(),
        ':one': 1,
        ...(joining && { ':joinsId': joining.joinsId, ':seen': joining.version }),
      },
    });
    if (done) return true;
    const item = await this.#table.get<AccountItem>(accountItemKey(accountId));
    return item?.deletingAtMs !== undefined && (!joining || item.joinsId === joining.joinsId);
  }

  /**
   * Deletes as much of a marked account as there is time for.
   * @returns null when there is no marked account, so nothing is left to do
   */
  async advance(
    accountId: string,
    { clock, hasTime }: { clock: () => Date; hasTime: () => boolean },
  ): Promise<Deletion | null> {
    const item = await this.#table.get<AccountBeingDeleted>(accountItemKey(accountId));
    if (item?.deletingAtMs === undefined) return null;
    const startedAt = new Date(item.deletingAtMs);
    const removed: Removed = {
      keys: item.removedKeys ?? 0,
      signIns: item.removedSignIns ?? 0,
      items: item.removedItems ?? 0,
    };
    const describe = (retryAfterSeconds: number | null): Deletion => ({
      accountId,
      startedAt,
      removed,
      retryAfterSeconds,
    });
    removed.keys += await this.#endKeys(item, clock());
    removed.signIns += await this.#closeMappings(item, { clock, hasTime });
    const waitMs = settledAtMs(item) - clock().getTime();
    // Voids stay until no creation can be under way.
    const after = waitMs > 0 ? inventoryRange.last : accountSortKey;
    const isSwept = [
      await this.#sweep(accountId, after, removed, hasTime),
      await this.#sweep(trailPartition(accountId), null, removed, hasTime),
    ].every(Boolean);
    if (isSwept && waitMs <= 0) {
      await this.#table.delete(accountItemKey(accountId), 'attribute_exists(deletingAtMs)');
      return describe(null);
    }
    await this.#keepMark(item, removed);
    return describe(isSwept ? Math.ceil(waitMs / 1000) : 1);
  }

  /** @returns how many keys it has ended */
  async #endKeys({ pk: accountId, keys = {} }: AccountBeingDeleted, now: Date): Promise<number> {
    const items = await readInventory(this.#table, accountId, ['sk', 'digest']);
    const living = items.filter(isKeyItem).map(({ sk }) => sk.slice(keySortPrefix.length));
    const known = new Set(items.map(({ sk }) => sk.slice(keySortPrefix.length)));
    const reserved = Object.keys(keys).filter((keyId) => !known.has(keyId));
    await writeAll(
      this.#table,
      [...living, ...reserved].map((keyId) => ({ put: toVoidedKeyItem({ accountId, keyId }, now) })),
    );
    return living.length;
  }

  /** @returns how many sign-ins led to the account */
  async #closeMappings(
    { pk: accountId, signIns = new Set(), externalId, joinsId }: AccountBeingDeleted,
    { clock, hasTime }: { clock: () => Date; hasTime: () => boolean },
  ): Promise<number> {
    let closed = 0;
    for (const sub of signIns) {
      const key = signInItemKey(sub);
      const mapping = await this.#table.get<MappingItem>(key);
      if (mapping?.accountId === accountId && mapping.formerId !== undefined)
        await this.advance(mapping.formerId, { clock, hasTime });
      if (joinsId === undefined) await closeMapping(this.#table, key, accountId, clock());
      else if (mapping?.accountId === accountId)
        await moveMapping(this.#table, key, { from: accountId, to: joinsId }, clock());
      if (mapping?.accountId === accountId) closed++;
    }
    if (externalId === undefined) return closed;
    const key = externalItemKey(externalId);
    // In two steps: a user of the operator's own who has a new account by now keeps it.
    await closeMapping(this.#table, key, accountId, clock());
    await this.#table.delete(key, 'attribute_not_exists(accountId)');
    return closed;
  }

  /** @returns whether nothing is left behind `after` */
  async #sweep(pk: string, after: string | null, removed: Removed, hasTime: () => boolean): Promise<boolean> {
    while (hasTime()) {
      const { items, lastKey } = await this.#table.queryPage<ItemKey>({
        condition: after === null ? 'pk = :pk' : 'pk = :pk AND sk > :after',
        values: { ':pk': pk, ...(after !== null && { ':after': after }) },
        attributes: ['pk', 'sk'],
      });
      await writeAll(
        this.#table,
        items.map((key) => ({ delete: key })),
      );
      removed.items += items.filter(({ sk }) => !sk.startsWith(keySortPrefix)).length;
      if (!lastKey) return true;
    }
    return false;
  }

  /** Leaves of the account's item only what the next call needs. */
  async #keepMark(
    { pk, sk, deletingAtMs, joinsId, leaseUntil }: AccountBeingDeleted,
    removed: Removed,
  ): Promise<void> {
    const kept: DeletedAccountItem = {
      pk,
      sk,
      deletingAtMs,
      ...(joinsId !== undefined && { joinsId }),
      ...(leaseUntil !== undefined && { leaseUntil }),
      removedKeys: removed.keys,
      removedSignIns: removed.signIns,
      removedItems: removed.items,
    };
    await this.#table.put(kept, 'attribute_exists(deletingAtMs)');
  }
}

/** When nothing that began before the mark is running any more. */
function settledAtMs({ deletingAtMs, leaseUntil = 0 }: DeletedAccountItem): number {
  return Math.max(deletingAtMs + settlingMilliseconds, (leaseUntil + 1) * 1000);
}
