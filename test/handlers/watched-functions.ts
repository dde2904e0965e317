import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { connectTable } from '../../lambdas/adapters/table/table-connection.ts';
import { DeployedFunctions } from '../faults/deployed-functions.ts';
import { setDate } from '../support/set-date.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { WriteWatch } from './trail-setup.ts';

/** When each test begins. */
export const start = Date.parse('2027-05-05T10:00:00.000Z');

export function later(seconds: number): void {
  setDate(start + seconds * 1000);
}

interface Opened {
  readonly table: TestTable;
  readonly client: TableClient;
  readonly functions: DeployedFunctions;
}

/**
 * Gives the tests of a file the functions on a table of their own.
 * The file must have jest mock adapters/table/table-connection.ts: jest does that only where it reads it.
 * @returns what sees the functions' writes, and begins again with each test
 */
export function openWatchedFunctions(take: (opened: Opened) => void): WriteWatch {
  const watch = new WriteWatch();
  let table: TestTable;
  beforeAll(async () => {
    table = await openTestTable();
    const client = new TableClient(watch.watch(DynamoDBDocumentClient.from(table.client)), table.tableName);
    jest.mocked(connectTable).mockImplementation(() => client);
    take({ table, client, functions: await DeployedFunctions.load(table, table.endpoint) });
  });
  afterAll(() => table.close());
  beforeEach(() => setDate(start));
  afterEach(() => {
    watch.reset();
    jest.useRealTimers();
  });
  return watch;
}
