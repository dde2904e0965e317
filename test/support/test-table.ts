import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { inProcessRequests } from './in-process-requests.ts';
import { shared } from './shared/shared.ts';
import type { TableDescription } from './table-description.ts';

/** A table of its own for one test file, laid out as the template of the data stack says. */
export interface TestTable {
  tableName: string;
  endpoint: string;
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  close(): Promise<void>;
}

/**
 * Makes a table in an embedded DynamoDB in memory, or at the endpoint that LATCHKEY_TEST_DYNAMODB names (such as
 * DynamoDB Local), so that the same tests hold against either.
 */
export async function openTestTable(): Promise<TestTable> {
  const external = process.env.LATCHKEY_TEST_DYNAMODB;
  const server = external ? null : await startEmbedded();
  const endpoint = external ?? addressOf(server);
  const client = connectClient(endpoint, server ? { requestHandler: inProcessRequests(server) } : {});
  const tableName = `test-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const description = await shared<TableDescription>('table');
  await client.send(new CreateTableCommand({ ...description, TableName: tableName }));
  await untilActive(client, tableName);
  if (external) await requireShared(endpoint, tableName);
  return {
    tableName,
    endpoint,
    client,
    documents: DynamoDBDocumentClient.from(client),
    close: async () => {
      await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
      // Functions under test keep their connections open, as they do in AWS; close() alone would wait for them.
      server?.closeAllConnections();
      if (server) await new Promise((done) => server.close(done));
    },
  };
}

/** It takes no time, but a turn of the event loop or two. */
async function untilActive(client: DynamoDBClient, tableName: string): Promise<void> {
  const describe = new DescribeTableCommand({ TableName: tableName });
  while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE');
}

async function startEmbedded(): Promise<Server> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function addressOf(server: Server | null): string {
  const address = server?.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}

/** @throws when tables are seen only by the access key that made them: functions have access keys of their own */
async function requireShared(endpoint: string, tableName: string): Promise<void> {
  const stranger = connectClient(endpoint, {
    credentials: { accessKeyId: 'stranger', secretAccessKey: 'local' },
  });
  try {
    await stranger.send(new DescribeTableCommand({ TableName: tableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new Error(`${endpoint} keeps a database for each access key: start DynamoDB Local with -sharedDb.`);
  } finally {
    stranger.destroy();
  }
}

function connectClient(endpoint: string, config: DynamoDBClientConfig): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...config,
  });
}
