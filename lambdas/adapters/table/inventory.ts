import { inventoryRange } from './item-keys.ts';
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
  return table.queryAll<InventoryItem>({
    condition: 'pk = :pk AND sk BETWEEN :first AND :last',
    values: { ':pk': accountId, ':first': inventoryRange.first, ':last': inventoryRange.last },
    ...(attributes && { attributes }),
  });
}
