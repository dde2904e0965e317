import type { KeyAddress } from '../../core/access-key.ts';
import { rotationMailItemKey } from './item-keys.ts';
import { queueAttributes } from './key-items.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression } from './update-expression.ts';

/** Longer than any function that changes a key's secrets may run. */
const wakeMilliseconds = 60_000;

/**
 * Has the notifier look at a key's rotation in a minute. It is called **before** the key is written: whoever dies in
 * between has only made the notifier look in vain, and it does not look before the write is there. What is to be told,
 * and whether, it reads from the key itself.
 *
 * It also takes the place of any later look, since the rotation may have come so far that something falls due sooner.
 * @param at now, or some seconds ago at most
 */
export async function wakeForRotation(table: TableClient, address: KeyAddress, at: Date): Promise<void> {
  const place = queueAttributes(address.accountId, new Date(at.getTime() + wakeMilliseconds));
  const { expression, names, values } = buildUpdateExpression({ ...place, removeAfter: undefined });
  await table.update(rotationMailItemKey(address), { expression, names, values });
}
