import { setTimeout } from 'node:timers/promises';
import type { KeyAddress } from '../../core/access-key.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { readInventory } from './inventory.ts';
import { accountItemKey, keyItemKey } from './item-keys.ts';
import { type AccountItem, isAccountItem, isKeyItem } from './item-shapes.ts';
import { type KeySuspension, keySuspensionOf } from './suspension-attributes.ts';
import type { TableClient } from './table-client.ts';

/** How often a creation that waits for others looks again. */
const pollMilliseconds = 250;

/**
 * Longer than writing a key can take (three tries of three seconds), so that no creation under way is
 * disturbed.
 */
const reservationGraceSeconds = 10;

/**
 * How long a voided id is remembered: longer than any process of ours can have been asleep in the middle of a
 * creation.
 */
const voidMilliseconds = 86_400_000;

/**
 * Reserves the place of a key that is about to be written, on condition that there is room.
 * @param keyLimit keys that the account may have
 * @returns what the key has to say of the account's suspension. It stays true until the key is written: whoever suspends or
 *   resumes the account in between voids the place
 * @throws Problem `account_not_found`, `key_limit_reached`, `unavailable`
 */
export async function reservePlace(
  table: TableClient,
  key: KeyAddress,
  { keyLimit, now }: { keyLimit: number; now: Date },
): Promise<KeySuspension> {
  const begun = performance.now();
  const elapsed = () => new Date(now.getTime() + performance.now() - begun);
  const attempt = () =>
    table.update<AccountItem>(accountItemKey(key.accountId), {
      expression: 'SET #keys.#id = :now',
      // The second half lets a retry after a lost response find its own reservation.
      condition:
        'attribute_exists(pk) AND attribute_not_exists(deletingAtMs) AND (size(#keys) < :max OR attribute_exists(#keys.#id))',
      names: { '#keys': 'keys', '#id': key.keyId },
      // As of this very attempt: one that has waited would else look as if it had died long ago.
      values: { ':now': toEpochSeconds(elapsed()), ':max': keyLimit },
    });
  // Full, but perhaps of reservations whose creation died: those are freed once they are surely dead, and
  // waited for until then, so that nobody is told of a limit that has not been reached.
  for (;;) {
    const outcome = await attempt();
    if (outcome.done) return keySuspensionOf(outcome.item);
    const { released, pending } = await releaseStaleReservations(table, key.accountId, elapsed());
    if (released > 0) continue;
    if (pending === 0) {
      throw new Problem('key_limit_reached', {
        detail: `The limit is ${keyLimit} keys, expired ones included. Delete a key that is no longer needed, then create the new one.`,
      });
    }
    await setTimeout(pollMilliseconds);
  }
}

/** Gives back the place of a key that no longer exists. */
export async function releasePlace(table: TableClient, { accountId, keyId }: KeyAddress): Promise<void> {
  await table.update(accountItemKey(accountId), {
    expression: 'REMOVE #keys.#id',
    // The account may have been deleted.
    condition: 'attribute_exists(#keys.#id)',
    names: { '#keys': 'keys', '#id': keyId },
  });
}

/**
 * Sees to it that a key whose place is reserved is never written, and frees the place.
 * @returns false when the key is there
 */
export async function voidPlace(table: TableClient, address: KeyAddress, now: Date): Promise<boolean> {
  // Of a deleted key, it keeps the mark that it was one.
  const { done } = await table.update(keyItemKey(address), {
    expression: 'SET removeAfter = :removeAfter',
    condition: 'attribute_not_exists(digest)',
    values: { ':removeAfter': toEpochSeconds(new Date(now.getTime() + voidMilliseconds)) },
  });
  if (done) await releasePlace(table, address);
  return done;
}

/**
 * Frees the places of an account that are reserved for keys which do not exist: their creation, or the end of
 * their deletion, died half way. Each id is voided first, by an item that a late creation would collide with;
 * so even a creation that wakes up hours later can't push the account past its limit.
 * @returns how many places were freed, and how many are reserved for keys that may be on their way
 */
async function releaseStaleReservations(
  table: TableClient,
  accountId: string,
  now: Date,
): Promise<{ released: number; pending: number }> {
  const unwritten = await findUnwritten(table, accountId);
  const latest = toEpochSeconds(now) - reservationGraceSeconds;
  let released = 0;
  for (const { keyId, reservedAt } of unwritten) {
    if (reservedAt > latest) continue;
    if (await voidPlace(table, { accountId, keyId }, now)) released++;
  }
  return { released, pending: unwritten.filter(({ reservedAt }) => reservedAt > latest).length };
}

/** The ids that are reserved for keys which do not exist, each with the second of its reservation. */
async function findUnwritten(
  table: TableClient,
  accountId: string,
): Promise<{ keyId: string; reservedAt: number }[]> {
  const items = await readInventory(table, accountId, ['sk', 'digest', 'keys', 'deletingAtMs']);
  const written = new Set(items.filter(isKeyItem).map(({ sk }) => sk));
  const account = items.find(isAccountItem);
  if (!account) throw new Problem('account_not_found');
  return Object.entries(account.keys)
    .filter(([keyId]) => !written.has(keyItemKey({ accountId, keyId }).sk))
    .map(([keyId, reservedAt]) => ({ keyId, reservedAt }));
}
