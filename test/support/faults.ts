import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
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
    if (/^(Put|Update|Delete|BatchWrite)/.test(command.constructor.name)) writes++;
    if (writes >= n) throw new Error('The process died here.');
    return send(command);
  }) as typeof client.send;
  return client;
}

/** A client that stops before it writes a key, until it is woken. */
export function sleepBeforePut(table: TestTable) {
  const client = dieBefore(table, Number.POSITIVE_INFINITY);
  const send = client.send.bind(client);
  const wake = { up: () => {}, reached: Promise.resolve() };
  const woken = new Promise<void>((resolve) => {
    wake.up = resolve;
  });
  wake.reached = new Promise((reached) => {
    // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
    client.send = (async (command: any) => {
      if (command instanceof PutCommand) {
        reached();
        await woken;
      }
      return send(command);
    }) as typeof client.send;
  });
  return [client, wake] as const;
}

/** A client whose every write is sent twice, as the SDK does when the first response is lost on its way. */
export function retryingEveryWrite(table: TestTable) {
  const client = dieBefore(table, Number.POSITIVE_INFINITY);
  const send = client.send.bind(client);
  // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
  client.send = (async (command: any) => {
    if (!(command instanceof PutCommand || command instanceof UpdateCommand)) return send(command);
    await send(command as PutCommand);
    return send(command as PutCommand).catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) error.$metadata.attempts = 2;
      throw error;
    });
  }) as typeof client.send;
  return client;
}
