import { reservePlace } from '../../../lambdas/adapters/table/key-reservations.ts';
import type { ItemUpdate, TableClient } from '../../../lambdas/adapters/table/table-client.ts';

const now = new Date('2026-06-15T12:00:00Z');
const seconds = (later: number) => now.getTime() / 1000 + later;
const address = { accountId: 'A'.repeat(12), keyId: 'k'.repeat(12) };

it('reserves as of the moment when there is room, however long it has waited', async () => {
  const reservedAt: unknown[] = [];
  // Full at first, of a reservation that may still be on its way.
  const table = {
    update: async (_: unknown, { values }: ItemUpdate) => {
      if (values?.[':now'] === undefined) return { done: true };
      reservedAt.push(values[':now']);
      return { done: reservedAt.length > 5, item: {} };
    },
    queryAll: async () => [{ sk: 'ACCOUNT', keys: { another: seconds(0) } }],
  } as unknown as TableClient;
  await reservePlace(table, address, { keyLimit: 1, now });
  expect(reservedAt.at(0)).toBe(seconds(0));
  expect(reservedAt.at(-1)).toBeGreaterThanOrEqual(seconds(1));
});
