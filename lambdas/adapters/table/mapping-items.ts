import { toEpochSeconds } from '../../core/instant.ts';
import type { ItemKey } from './item-keys.ts';
import type { TableClient } from './table-client.ts';

/** Maps a sign-in, or the operator's own name for its user, to an account. */
export interface MappingItem extends ItemKey {
  /** Absent: the account that it led to was deleted. */
  accountId?: string;
  /** When that was: only who has signed in since may make an account. */
  deletedAtMs?: number;
  /** When the operator let it into the account, which somebody else's sign-in or the operator had made. */
  joinedAtMs?: number;
  /** The account that it led to before, until all of that is deleted. */
  formerId?: string;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter?: number;
}

/** Longer than anybody stays signed in without doing so again (lib/portal-stack.ts). */
const markMilliseconds = 32 * 86_400_000;

/**
 * Has an item lead to no account any more, if it led to this one or to none, and marks that: an earlier ID token makes no
 * account.
 * @returns whether that was done
 */
export async function closeMapping(
  table: TableClient,
  mappingKey: ItemKey,
  accountId: string,
  now: Date,
): Promise<boolean> {
  const { done } = await table.update<MappingItem>(mappingKey, {
    expression: 'SET deletedAtMs = :now, removeAfter = :removeAfter REMOVE accountId, joinedAtMs, formerId',
    condition: 'attribute_not_exists(pk) OR accountId = :accountId',
    values: {
      ':accountId': accountId,
      ':now': now.getTime(),
      ':removeAfter': toEpochSeconds(new Date(now.getTime() + markMilliseconds)),
    },
  });
  return done;
}

/**
 * Has a sign-in lead to another account, where it was let in.
 * @param from where it leads; null: to no account
 * @returns whether it leads there
 */
export async function moveMapping(
  table: TableClient,
  mappingKey: ItemKey,
  { from, to }: { from: string | null; to: string },
  now: Date,
): Promise<boolean> {
  const { done } = await table.update<MappingItem>(mappingKey, {
    expression: `SET accountId = :to, joinedAtMs = :now${from === null ? '' : ', formerId = :from'} REMOVE deletedAtMs, removeAfter`,
    condition: from === null ? 'attribute_not_exists(accountId)' : 'accountId = :from',
    values: { ':to': to, ':now': now.getTime(), ...(from !== null && { ':from': from }) },
  });
  return done || (await table.get<MappingItem>(mappingKey))?.accountId === to;
}
