import { setTimeout as wait } from 'node:timers/promises';
import type { TableDefinition } from './table-definition.ts';

/** Calls the embedded DynamoDB. */
export type TableCall = (
  operation: string,
  input: object,
) => Promise<{ status: number; body: Readonly<Record<string, unknown>> }>;

/** What a BatchWriteItem takes at once. */
const batchSize = 25;

/** The name of the copy that a table is replaced by way of. */
export const copyNameOf = ({ TableName }: TableDefinition): string => `${TableName}.copy`;

/**
 * Gives a table other indexes, which the embedded DynamoDB can't add: by way of a copy, so that a process that ends in
 * the middle loses nothing. While the copy exists beside a table with the wanted indexes, or without any, it is whole.
 * @param create makes a table, and waits until it can be used
 */
export async function replaceTable(
  wanted: TableDefinition,
  call: TableCall,
  create: (table: TableDefinition) => Promise<void>,
): Promise<void> {
  const { TableName } = wanted;
  const copy = copyNameOf(wanted);
  await removeTable(call, copy);
  await create({ ...wanted, TableName: copy });
  await copyItems(call, TableName, copy);
  await removeTable(call, TableName);
  await create(wanted);
  await finishReplacing(wanted, call);
}

/** Goes on where replaceTable ended, after the table was made. */
export async function finishReplacing(wanted: TableDefinition, call: TableCall): Promise<void> {
  const copy = copyNameOf(wanted);
  await copyItems(call, copy, wanted.TableName);
  await removeTable(call, copy);
}

/** Deletes a table, if there is one, and waits until its name is free: the embedded DynamoDB empties a table first. */
export async function removeTable(call: TableCall, TableName: string): Promise<void> {
  await call('DeleteTable', { TableName });
  for (let tries = 0; tries < 6_000; tries += 1) {
    if ((await call('DescribeTable', { TableName })).status !== 200) return;
    await wait(10);
  }
  throw new Error(`the table ${TableName} is not gone a minute after its deletion`);
}

async function copyItems(call: TableCall, from: string, to: string): Promise<void> {
  let start: unknown;
  do {
    const page = await call('Scan', { TableName: from, ...(start ? { ExclusiveStartKey: start } : {}) });
    const items = page.body.Items;
    if (!Array.isArray(items))
      throw new Error(`the table ${from} can't be read: ${JSON.stringify(page.body)}`);
    for (let first = 0; first < items.length; first += batchSize) {
      const puts = items.slice(first, first + batchSize).map((Item) => ({ PutRequest: { Item } }));
      const written = await call('BatchWriteItem', { RequestItems: { [to]: puts } });
      if (written.status !== 200)
        throw new Error(`the table ${to} can't be written: ${JSON.stringify(written.body)}`);
    }
    start = page.body.LastEvaluatedKey;
  } while (start !== undefined);
}
