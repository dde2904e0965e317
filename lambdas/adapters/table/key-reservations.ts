import { setTimeout } from 'node:timers/promises';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { toEpochSeconds } from '../../core/instant.ts';
import { Problem } from '../../core/problem.ts';
import { type AccountItem, accountItemKey, accountSortKey, inventoryRange, keyItemKey } from './items.ts';
import { ifConditionHolds, translateFaults } from './table.ts';

/** How often a creation that waits for others looks again. */
const pollMilliseconds = 250;

/** Longer than the writing of a key can take (three tries of three seconds), so that no creation under way is disturbed. */
const reservationGraceSeconds = 10;

/** How long a voided id is remembered: longer than any process of ours can have been asleep with a creation in hand. */
const voidSeconds = 86_400;

/**
 * Reserves the place of a key that is about to be written, under the condition that there is room.
 * @throws Problem `key_limit_reached`, `unavailable`
 */
export async function reservePlace(
  table: DynamoDBDocumentClient,
  { tableName, maxKeysPerAccount }: { tableName: string; maxKeysPerAccount: number },
  key: { accountId: string; keyId: string },
  now: Date,
): Promise<void> {
  const attempt = () =>
    ifConditionHolds(
      table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: accountItemKey(key.accountId),
          UpdateExpression: 'SET #keys.#id = :now',
          // The second half lets a retry after a lost answer find its own reservation.
          ConditionExpression: 'attribute_exists(pk) AND (size(#keys) < :max OR attribute_exists(#keys.#id))',
          ExpressionAttributeNames: { '#keys': 'keys', '#id': key.keyId },
          ExpressionAttributeValues: { ':now': toEpochSeconds(now), ':max': maxKeysPerAccount },
        }),
      ),
    );
  // Full, but perhaps of reservations whose creation died: those are freed once they are surely dead, and waited for until then,
  // so that nobody is told of a limit that is not reached.
  const begun = performance.now();
  while (!(await attempt())) {
    const elapsed = new Date(now.getTime() + performance.now() - begun);
    const { released, pending } = await releaseStaleReservations(table, tableName, key.accountId, elapsed);
    if (released > 0) continue;
    if (pending === 0) {
      throw new Problem('key_limit_reached', {
        detail: `The limit is ${maxKeysPerAccount} keys, expired ones included. Delete a key that is no longer needed, then create the new one.`,
      });
    }
    await setTimeout(pollMilliseconds);
  }
}

/**
 * Frees the places of an account that are reserved for keys which do not exist: their creation, or the end of their deletion,
 * died half way. Each id is voided first, by an item that a late creation would collide with; so even a creation that wakes up
 * hours later can't push the account past its limit.
 * @returns how many places were freed, and how many are reserved for keys that may be on their way
 */
async function releaseStaleReservations(
  table: DynamoDBDocumentClient,
  tableName: string,
  accountId: string,
  now: Date,
): Promise<{ released: number; pending: number }> {
  const unwritten = await findUnwritten(table, tableName, accountId);
  const latest = toEpochSeconds(now) - reservationGraceSeconds;
  let released = 0;
  for (const { keyId, reservedAt } of unwritten) {
    if (reservedAt > latest) continue;
    const voided = await ifConditionHolds(
      table.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...keyItemKey({ accountId, keyId }), removeAfter: toEpochSeconds(now) + voidSeconds },
          ConditionExpression: 'attribute_not_exists(digest)',
        }),
      ),
    );
    if (!voided) continue;
    await translateFaults(
      table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: accountItemKey(accountId),
          UpdateExpression: 'REMOVE #keys.#id',
          ExpressionAttributeNames: { '#keys': 'keys', '#id': keyId },
        }),
      ),
    );
    released++;
  }
  return { released, pending: unwritten.filter(({ reservedAt }) => reservedAt > latest).length };
}

async function findUnwritten(
  table: DynamoDBDocumentClient,
  tableName: string,
  accountId: string,
): Promise<{ keyId: string; reservedAt: number }[]> {
  let reserved: Record<string, number> = {};
  const written = new Set<string>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await translateFaults(
      table.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ProjectionExpression: 'sk, digest, #keys',
          ExpressionAttributeNames: { '#keys': 'keys' },
          ExpressionAttributeValues: {
            ':pk': accountId,
            ':first': inventoryRange.first,
            ':last': inventoryRange.last,
          },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for (const item of page.Items ?? []) {
      if (item.sk === accountSortKey) reserved = (item as AccountItem).keys;
      else if (item.digest !== undefined) written.add(item.sk as string);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return Object.entries(reserved)
    .filter(([keyId]) => !written.has(keyItemKey({ accountId, keyId }).sk))
    .map(([keyId, reservedAt]) => ({ keyId, reservedAt }));
}
