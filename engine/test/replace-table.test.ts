import { replaceTable, type TableCall } from '../src/table/replace-table.ts';

test('makes no table before the one of its name is gone, which takes a while', async () => {
  const leaving = new Map<string, number>();
  const call: TableCall = async (operation, input) => {
    const { TableName = '' } = input as { TableName?: string };
    if (operation === 'DeleteTable') leaving.set(TableName, 3);
    if (operation !== 'DescribeTable') return { status: 200, body: { Items: [] } };
    const left = (leaving.get(TableName) ?? 0) - 1;
    leaving.set(TableName, left);
    return { status: left > 0 ? 200 : 400, body: {} };
  };
  const made: string[] = [];
  await replaceTable(
    { TableName: 'keys', KeySchema: [], AttributeDefinitions: [], BillingMode: 'PAY_PER_REQUEST' },
    call,
    async ({ TableName }) => {
      expect(leaving.get(TableName)).toBeLessThanOrEqual(0);
      made.push(TableName);
    },
  );
  expect(made).toEqual(['keys.copy', 'keys']);
});
