import { inventoryRange, queueRange } from './item-keys.ts';
import type { InventoryItem } from './item-shapes.ts';
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
