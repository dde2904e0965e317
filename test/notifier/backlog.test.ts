import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { itemsOfAccountWithKey } from '../adapters/table/sample-items.ts';
import { NotifierBench } from '../support/notifier.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { sizedBy } from '../support/sizes.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

/** 10,000 with `npm run test:scale`. */
const accountCount = sizedBy('LATCHKEY_TEST_BACKLOG', { usual: 100, large: 600 });
const start = new Date('2026-06-15T12:00:00Z');
let table: TestTable;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

it('works through a backlog while SES throttles half of the calls at random: no mail lost, none sent twice', async () => {
  const seed = drawSeed();
  const random = new SeededRandom(seed);
  await fillWithDueAccounts();
  const bench = new NotifierBench(table, start);
  bench.mailer.fault = () => (random.chance(0.5) ? 'throttled' : null);
  let runs = 0;
  while (bench.mailer.sent.length < accountCount && ++runs < 5_000) {
    bench.now = new Date(bench.now.getTime() + 1000);
    await bench.run({ pageSize: 10, concurrency: 20 });
  }
  expect({ seed, errors: bench.errors }).toEqual({ seed, errors: [] });
  expect({ seed, mails: bench.mailer.sent.length }).toEqual({ seed, mails: accountCount });
  expect({ seed, accounts: new Set(bench.mailer.sent.map(({ accountId }) => accountId)).size }).toEqual({
    seed,
    accounts: accountCount,
  });
  expect(await bench.run()).toMatchObject({ accounts: 0 });
}, 900_000);

/**
 * Writes the items as they stand after a long outage; by the store's own calls it would take longer than the
 * test.
 */
async function fillWithDueAccounts(): Promise<void> {
  const expiresAt = new Date(start.getTime() + 7 * 86_400_000);
  const puts = Array.from({ length: accountCount }, () =>
    itemsOfAccountWithKey({ expiresAt, noticeAt: start }),
  ).flat();
  for (let i = 0; i < puts.length; i += 25) {
    const requests = puts.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }));
    await table.documents.send(new BatchWriteCommand({ RequestItems: { [table.tableName]: requests } }));
  }
}
