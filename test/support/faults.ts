import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TestTable } from './test-table.ts';

/**
 * A client of the table as a process has it that dies at its n-th write: that write and all later calls fail and
 * change nothing. Reads before it work.
 */
export function dieBefore(table: TestTable, n: number): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(table.client);
  const send = client.send.bind(client);
  let writes = 0;
  // biome-ignore lint/suspicious/noExplicitAny: the client's own signature is overloaded beyond what can be written here
  client.send = (async (command: any) => {
    if (/^(Put|Update|Delete)/.test(command.constructor.name)) writes++;
    if (writes >= n) throw new Error('The process died here.');
    return send(command);
  }) as typeof client.send;
  return client;
}
