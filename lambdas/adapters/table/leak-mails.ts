import type { KeyAddress } from '../../core/access-key.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import { hasEnded } from '../../core/key-secrets.ts';
import type { LeakReport } from '../../core/leak-notices.ts';
import { keySortPrefix, parseRotationMailSortKey, rotationMailItemKey } from './item-keys.ts';
import { type InventoryItem, isKeyItem, type KeyItem, type RotationMailItem } from './item-shapes.ts';
import { queueAttributes } from './key-items.ts';
import { wakeMilliseconds } from './rotation-mails.ts';
import { toSecrets } from './secret-attributes.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression } from './update-expression.ts';

// The reports of leaks in the queue of notices: each in the item of the key's rotation, for both are about its secrets.

/** Places that a mail names at most: of one report, or of two that the notifier finds together. */
const mostPlaces = 5;

/**
 * Has the notifier tell of a leak in a minute. It is called **before** the key is written, as for a rotation: whoever dies in
 * between has only made the notifier look in vain.
 */
export async function announceLeak(
  table: TableClient,
  { accountId, keyId, at, places }: LeakReport,
  secretNo: number,
): Promise<void> {
  const key = rotationMailItemKey({ accountId, keyId });
  const former = await table.get<RotationMailItem>(key);
  const isUntold = (former?.leakReportedMs ?? 0) > (former?.toldOfMs ?? 0);
  const all = new Set([...((isUntold && former?.leakPlaces) || []), ...places]);
  const { expression, names, values } = buildUpdateExpression({
    ...queueAttributes(accountId, new Date(at.getTime() + wakeMilliseconds)),
    leakedSecretNo: secretNo,
    leakReportedMs: at.getTime(),
    leakPlaces: [...all].slice(-mostPlaces),
    removeAfter: undefined,
  });
  await table.update(key, { expression, names, values });
}

/** The key has been written: the next run of the notifier may tell of it. If this fails, the one after it does. */
export async function hastenLeak(table: TableClient, address: KeyAddress, at: Date): Promise<void> {
  await table
    .update(rotationMailItemKey(address), {
      expression: 'SET noticeAt = :now',
      condition: 'noticeAt > :now AND leakReportedMs = :at',
      values: { ':now': toEpochSeconds(at), ':at': at.getTime() },
    })
    .catch(() => {});
}

/** The reports of secrets that have ended: whether a report was carried out stands in the key. */
export function toLeakReports(items: readonly InventoryItem[]): LeakReport[] {
  const keys = new Map(items.filter(isKeyItem).map((item) => [item.sk, item]));
  return items.flatMap((item) => {
    const keyId = parseRotationMailSortKey(item.sk);
    const key = keyId === null ? undefined : keys.get(keySortPrefix + keyId);
    return keyId === null || !key ? [] : toReport(item as RotationMailItem, keyId, key);
  });
}

function toReport(item: RotationMailItem, keyId: string, key: KeyItem): LeakReport[] {
  const { pk, leakedSecretNo, leakReportedMs, leakPlaces = [] } = item;
  if (leakedSecretNo === undefined || leakReportedMs === undefined) return [];
  const isCarriedOut = key.leakedAt !== undefined || hasEnded(toSecrets(key), leakedSecretNo);
  return isCarriedOut ? [{ accountId: pk, keyId, at: new Date(leakReportedMs), places: leakPlaces }] : [];
}
