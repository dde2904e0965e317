import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { noCalls } from '../../lambdas/core/usage-count.ts';
import { usageDay } from '../../lambdas/core/usage-day.ts';
import type { TestTable } from '../support/test-table.ts';

/**
 * What the table has of an account and of the sign-in that it belonged to: sort keys, of other partitions the partition too, and
 * the names of what there is besides.
 * @param isThorough looks at every item of the table, not only at the partitions that such an account has
 */
export async function findTraces(
  { documents, tableName: TableName }: TestTable,
  accountId: string,
  sub: string,
  { isThorough = false } = {},
): Promise<string[]> {
  const partitions = [accountId, `TRAIL#${accountId}`, `SIGNIN#${sub}`];
  const found = isThorough
    ? [await documents.send(new ScanCommand({ TableName, ConsistentRead: true }))]
    : await Promise.all(
        partitions.map((pk) =>
          documents.send(
            new QueryCommand({
              TableName,
              ConsistentRead: true,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': pk },
            }),
          ),
        ),
      );
  return found
    .flatMap(({ Items = [] }) => Items)
    .filter((item) => JSON.stringify(item).includes(accountId) || item.pk.endsWith(`#${sub}`))
    .map(({ pk, sk, accountId: _, removeAfter: __, ...rest }) =>
      `${pk === accountId ? '' : pk.replace(accountId, '')} ${sk} ${Object.keys(rest).sort()}`.trim(),
    );
}

/** A batch of the access log with one call of a key, just now. */
export const batchOf = (accessKey: string) => ({
  accountId: accessKey.slice(0, 12),
  keyId: accessKey.slice(12),
  lastUsedAt: new Date(),
  lastUsedFrom: '203.0.113.0/24',
  lastRefusedAt: null,
  days: new Map([[usageDay(new Date()), { ...noCalls, calls: 1 }]]),
  secrets: new Map(),
});
