import type { KeyAddress } from '../../core/access-key.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { RotationPlan } from '../../core/rotation-notices.ts';
import { parseRotationMailSortKey, rotationMailItemKey } from './item-keys.ts';
import type { InventoryItem, RotationMailItem } from './item-shapes.ts';
import { noNotice, queueAttributes } from './key-items.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression } from './update-expression.ts';

// The queue's items of keys' rotations.

/** Longer than any function that changes a key's secrets may run. */
export const wakeMilliseconds = 60_000;

/** How long an item stays about which there is nothing left to do: a recipient may be told of a leak late. */
const restSeconds = 30 * 86_400;

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

/** As wakeForRotation, of a key that is to be given access. @param at when it is granted */
export async function wakeForAccess(table: TableClient, address: KeyAddress, at: Date): Promise<void> {
  const place = queueAttributes(address.accountId, new Date(at.getTime() + wakeMilliseconds));
  const attributes = { ...place, removeAfter: undefined, accessGrantMs: at.getTime() };
  const { expression, names, values } = buildUpdateExpression(attributes);
  await table.update(rotationMailItemKey(address), { expression, names, values });
}

/** How a rotation's place in the queue changes. */
export interface PlanMove {
  /** Where it was seen. */
  noticeAt: Date;
  /** When to look at it next; null: never, it is over. */
  nextAt: Date | null;
  /** Absent: as it was. */
  told?: { startedAt: Date; until: Date };
  /** The grant of access that has been told; absent: as it was. */
  toldGrant?: Date;
  /** Of a notice that is postponed; absent: none is. */
  postponed?: { owedSince: number; noticeTries?: number };
}

/**
 * Moves a rotation in the queue, unless it was moved since it was seen: then the notifier is to look at it anyway. What
 * has been told is recorded in either case, forward only, so that it may be repeated at any time.
 */
export async function moveRotation(
  table: TableClient,
  address: KeyAddress,
  move: PlanMove,
  now: Date,
): Promise<void> {
  const { noticeAt, nextAt, told, toldGrant, postponed } = move;
  const toldAttributes = told
    ? { toldOfMs: told.startedAt.getTime(), toldUntilMs: told.until.getTime() }
    : toldGrant && { accessToldMs: toldGrant.getTime() };
  const moved = await update(table, address, '#noticeAt = :seen', {
    attributes: {
      ...noNotice,
      ...queueAttributes(address.accountId, nextAt),
      ...postponed,
      ...toldAttributes,
      ...(nextAt === null && { removeAfter: toEpochSeconds(now) + restSeconds }),
    },
    seen: { ':seen': toEpochSeconds(noticeAt) },
  });
  if (moved || !toldAttributes) return;
  const isNews = toldGrant
    ? 'attribute_not_exists(#accessToldMs) OR #accessToldMs < :accessToldMs'
    : 'attribute_not_exists(#toldOfMs) OR #toldOfMs < :toldOfMs OR (#toldOfMs = :toldOfMs AND #toldUntilMs < :toldUntilMs)';
  await update(table, address, `attribute_exists(pk) AND (${isNews})`, { attributes: toldAttributes });
}

/** The places of rotations in the queue; what is at rest is left out. */
export function toRotationPlans(items: readonly InventoryItem[]): RotationPlan[] {
  return items.flatMap((item) => {
    const keyId = parseRotationMailSortKey(item.sk);
    return keyId === null ? [] : toPlan(item as RotationMailItem, keyId);
  });
}

function toPlan(item: RotationMailItem, keyId: string): RotationPlan[] {
  const {
    pk,
    noticeAt,
    owedSince,
    noticeTries = 0,
    toldOfMs,
    toldUntilMs,
    accessGrantMs,
    accessToldMs,
  } = item;
  if (noticeAt === undefined) return [];
  const told =
    toldOfMs === undefined || toldUntilMs === undefined
      ? null
      : { startedAt: new Date(toldOfMs), until: new Date(toldUntilMs) };
  return [
    {
      accountId: pk,
      keyId,
      noticeAt: fromEpochSeconds(noticeAt),
      owedSince: owedSince === undefined ? null : fromEpochSeconds(owedSince),
      noticeTries,
      told,
      grant:
        accessGrantMs === undefined
          ? null
          : {
              at: new Date(accessGrantMs),
              toldOf: accessToldMs === undefined ? null : new Date(accessToldMs),
            },
    },
  ];
}

async function update(
  table: TableClient,
  address: KeyAddress,
  condition: string,
  { attributes, seen }: { attributes: Record<string, unknown>; seen?: Record<string, unknown> },
): Promise<boolean> {
  const { expression, names, values } = buildUpdateExpression(attributes);
  const { done } = await table.update(rotationMailItemKey(address), {
    expression,
    condition,
    names,
    values: { ...values, ...seen },
  });
  return done;
}
