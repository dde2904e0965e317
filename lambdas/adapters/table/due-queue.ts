import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import { noticeShardCount } from '../../core/notice-schedule.ts';
import { translateFaults } from './table.ts';

/** The index by which lib/table-schema.ts lays the queue out. */
const indexName = 'due-notices';

/** An account with something due, and when the oldest of it fell due. */
export interface DueAccount {
  accountId: string;
  dueSince: Date;
}

/**
 * Accounts with something due at `now`, in batches: one page of every shard at a time, the longest due first within each batch.
 * An account can appear in several batches. The index lags behind the table by a moment, so what it names is where to
 * look, not what is owed.
 * @param pageSize index entries per shard and batch
 */
export async function* readDueAccounts(
  table: DynamoDBDocumentClient,
  tableName: string,
  now: Date,
  pageSize = 200,
): AsyncGenerator<DueAccount[]> {
  let cursors: { shard: number; startKey?: Record<string, unknown> }[] = Array.from(
    { length: noticeShardCount },
    (_, shard) => ({ shard }),
  );
  while (cursors.length > 0) {
    const pages = await Promise.all(
      cursors.map(async ({ shard, startKey }) => {
        const page = await translateFaults(
          table.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: indexName,
              KeyConditionExpression: 'noticeShard = :shard AND noticeAt <= :now',
              ExpressionAttributeValues: { ':shard': shard, ':now': toEpochSeconds(now) },
              ExclusiveStartKey: startKey,
              Limit: pageSize,
            }),
          ),
        );
        return { shard, items: page.Items ?? [], startKey: page.LastEvaluatedKey };
      }),
    );
    const oldest = new Map<string, number>();
    for (const { items } of pages) {
      for (const { pk, noticeAt } of items as { pk: string; noticeAt: number }[]) {
        oldest.set(pk, Math.min(noticeAt, oldest.get(pk) ?? noticeAt));
      }
    }
    if (oldest.size > 0) {
      yield [...oldest]
        .map(([accountId, seconds]) => ({ accountId, dueSince: fromEpochSeconds(seconds) }))
        .sort((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
    }
    cursors = pages.flatMap(({ shard, startKey }) => (startKey ? [{ shard, startKey }] : []));
  }
}
