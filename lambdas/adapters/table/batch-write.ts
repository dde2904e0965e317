import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from './item-keys.ts';
import type { TableClient } from './table-client.ts';

/** Items that DynamoDB takes in one call. */
const batchSize = 25;

/** Calls at the same time. */
const concurrency = 8;

type BatchedWrite = { put: ItemKey } | { delete: ItemKey };

/**
 * Puts and deletes items, each whatever there is: a repeat does no harm.
 * @throws Problem `unavailable`; then some of it may have been done
 */
export async function writeAll(table: TableClient, writes: readonly BatchedWrite[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(writes.length / batchSize) }, (_, i) =>
    writes.slice(i * batchSize, (i + 1) * batchSize),
  );
  const workers = Array.from({ length: Math.min(concurrency, batches.length) }, async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) await writeBatch(table, batch);
  });
  await Promise.all(workers);
}

async function writeBatch(table: TableClient, writes: readonly BatchedWrite[]): Promise<void> {
  let left = writes.map((write) =>
    'put' in write
      ? { PutRequest: { Item: { ...write.put } } }
      : { DeleteRequest: { Key: { ...write.delete } } },
  );
  // DynamoDB may leave some for another call when it is busy; each call writes one at least, or throws.
  while (left.length > 0) {
    left = await table.call(async (documents, tableName) => {
      const { UnprocessedItems } = await documents.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: left } }),
      );
      return (UnprocessedItems?.[tableName] ?? []) as typeof left;
    });
  }
}
