import { join } from 'node:path';
import type { TableDefinition } from '../../local/table/table-definition.ts';
import { TableHost } from '../../local/table/table-host.ts';
import { temporaryFolder } from './support/synthesize.ts';

const folder = temporaryFolder();
const plain: TableDefinition = {
  TableName: 'keys',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};
const indexed: TableDefinition = {
  ...plain,
  AttributeDefinitions: [...plain.AttributeDefinitions, { AttributeName: 'due', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byDue',
      KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

async function withTable(path: string, use: (table: TableHost) => Promise<void>): Promise<void> {
  const table = await TableHost.start(path);
  try {
    await use(table);
  } finally {
    await table.close();
  }
}

test('makes tables that are missing, and leaves alone what is there', async () => {
  const path = join(folder, 'same');
  await withTable(path, (table) => table.ensureTables([indexed]));
  await withTable(path, (table) => table.ensureTables([indexed]));
});

test('says what to do when the app wants other indexes than the data have', async () => {
  const path = join(folder, 'changed');
  await withTable(path, (table) => table.ensureTables([plain]));
  await withTable(path, async (table) => {
    await expect(table.ensureTables([indexed])).rejects.toThrow(/table keys .* LATCHKEY_DATA/);
  });
});
