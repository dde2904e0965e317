import type { Account } from '../../core/account.ts';
import type { Key } from '../../core/key.ts';
import { toAccount } from './account-items.ts';
import { inventoryRange, queueRange } from './item-keys.ts';
import { type InventoryItem, isAccountItem, isKeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import type { TableClient } from './table-client.ts';

/**
 * An account's own item and those of all its keys, in one strongly consistent query; empty when there is no
 * such account.
 * @param attributes the only attributes to read; absent: all
 */
export function readInventory(
  table: TableClient,
  accountId: string,
  attributes?: readonly string[],
): Promise<InventoryItem[]> {
  return readRange(table, accountId, inventoryRange, attributes);
}

/** As readInventory, with the items of the keys' rotations in the queue of notices. */
export function readQueued(table: TableClient, accountId: string): Promise<InventoryItem[]> {
  return readRange(table, accountId, queueRange);
}

/** An account with all of its keys, as one query finds them. */
export interface Inventory {
  account: Account;
  keys: Key[];
}

/** Null when there is no such account. */
export function toInventory(
  items: readonly InventoryItem[],
  defaultLeadDays: readonly number[],
): Inventory | null {
  const accountItem = items.find(isAccountItem);
  if (!accountItem) return null;
  return {
    account: toAccount(accountItem, defaultLeadDays),
    keys: items.filter(isKeyItem).map(toKey),
  };
}

function readRange(
  table: TableClient,
  accountId: string,
  { first, last }: { first: string; last: string },
  attributes?: readonly string[],
): Promise<InventoryItem[]> {
  return table.queryAll<InventoryItem>({
    condition: 'pk = :pk AND sk BETWEEN :first AND :last',
    values: { ':pk': accountId, ':first': first, ':last': last },
    ...(attributes && { attributes }),
  });
}
