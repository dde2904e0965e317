import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import { noticeShardCount } from '../../core/notice-schedule.ts';
import { dueNoticesIndex } from './due-notices-index.ts';
import type { ItemKey } from './item-keys.ts';
import type { TableClient } from './table-client.ts';

/** An account with something due, and when the oldest of it fell due. */
export interface DueAccount {
  accountId: string;
  dueSince: Date;
}

/** What the index holds of an item. */
type DueItem = ItemKey & { noticeAt: number };

const { name: index, partitionKey, sortKey } = dueNoticesIndex;

/**
 * Accounts with something due at `now`, in batches: one page of every shard at a time, the longest due first
 * within each batch. An account can appear in several batches. The index lags behind the table by a moment,
 * so it tells where to look, not what is owed.
 * @param pageSize index entries per shard and batch
 */
export async function* readDueAccounts(
  table: TableClient,
  now: Date,
  pageSize = 200,
): AsyncGenerator<DueAccount[]> {
  let cursors: { shard: number; startAfter?: Record<string, unknown> }[] = Array.from(
    { length: noticeShardCount },
    (_, shard) => ({ shard }),
  );
  while (cursors.length > 0) {
    const pages = await Promise.all(
      cursors.map(async ({ shard, startAfter }) => {
        const page = await table.queryPage<DueItem>({
          index,
          condition: `${partitionKey} = :shard AND ${sortKey} <= :now`,
          values: { ':shard': shard, ':now': toEpochSeconds(now) },
          limit: pageSize,
          startAfter,
        });
        return { shard, ...page };
      }),
    );
    const oldest = new Map<string, number>();
    for (const { items } of pages) {
      for (const { pk, noticeAt } of items) oldest.set(pk, Math.min(noticeAt, oldest.get(pk) ?? noticeAt));
    }
    if (oldest.size > 0) {
      yield [...oldest]
        .map(([accountId, seconds]) => ({ accountId, dueSince: fromEpochSeconds(seconds) }))
        .sort((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
    }
    cursors = pages.flatMap(({ shard, lastKey }) => (lastKey ? [{ shard, startAfter: lastKey }] : []));
  }
}
