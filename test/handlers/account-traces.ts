import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TestTable } from '../support/test-table.ts';

/**
 * Everything in the table that tells of an account, or of the sign-in or external id that it belonged to: sort keys, of other
 * partitions the partition too, and the names of what there is besides.
 */
export async function findTraces(table: TestTable, accountId: string, sub: string): Promise<string[]> {
  const { Items = [] } = await table.documents.send(
    new ScanCommand({ TableName: table.tableName, ConsistentRead: true }),
  );
  return Items.filter((item) => JSON.stringify(item).includes(accountId) || item.pk.endsWith(`#${sub}`)).map(
    ({ pk, sk, accountId: _, removeAfter: __, ...rest }) =>
      `${pk === accountId ? '' : pk.replace(accountId, '')} ${sk} ${Object.keys(rest).sort()}`.trim(),
  );
}
