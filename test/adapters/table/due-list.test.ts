import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { DueList, readPositions } from '../../../lambdas/adapters/table/due-list.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { wakeForRotation } from '../../../lambdas/adapters/table/rotation-mails.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { viewDueNotice } from '../../../lambdas/core/due-notice.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-06-15T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
let table: TestTable;
let client: TableClient;
let accounts: AccountCreation;
let keys: KeyStore;
let list: DueList;

beforeAll(async () => {
  table = await openTestTable();
  client = new TableClient(table.documents, table.tableName);
  accounts = new AccountCreation(client, [30]);
  keys = new KeyStore(client, [30]);
  list = new DueList(client, [30]);
});
afterAll(() => table.close());

/** An account with a key that expires in so many days. */
async function newKey(name: string, days: number) {
  const { account } = await accounts.ensureExternal({ externalId: name, email: `${name}@example.com` }, now);
  const fields = { name, description: null, expiresAt: inDays(days) };
  const { key } = await keys.create(account, fields, { keyLimit: 10, now });
  return key;
}

async function readAll(before: Date, limit: number) {
  const found = [];
  let after: Parameters<DueList['read']>[1]['after'] = null;
  for (;;) {
    const { notices, next } = await list.read(before, { limit, after });
    found.push(...notices.map(viewDueNotice));
    if (next === null) return found;
    after = readPositions(next);
    expect(after).not.toBeNull();
  }
}

it('lists what is due in all accounts, soonest first, once each whatever the size of a page', async () => {
  // Of more accounts than the index has partitions.
  for (let days = 50; days > 30; days--) await newKey(`k${days}`, days);
  const whole = await readAll(inDays(15), 100);
  expect(whole.map(({ name }) => name)).toEqual(Array.from({ length: 14 }, (_, i) => `k${i + 31}`));
  expect(whole[0]).toEqual({
    dueAt: '2026-06-16T12:00:00Z',
    matter: 'expiring',
    accountId: expect.any(String),
    email: 'k31@example.com',
    accessKey: expect.stringMatching(/^\w{24}$/),
    name: 'k31',
    expiresAt: '2026-07-16T12:00:00Z',
    owedSince: null,
  });
  expect(await readAll(inDays(15), 3)).toEqual(whole);
});

it('tells expired keys, and secret keys, from keys that expire', async () => {
  const short = await newKey('short', 5);
  const rotated = await newKey('rotated', 20);
  await wakeForRotation(client, rotated, inDays(3));
  const matters = (await readAll(inDays(30), 100)).flatMap(({ name, matter, dueAt }) =>
    name === 'short' || name === 'rotated' ? [[name, matter, dueAt]] : [],
  );
  expect(matters).toEqual([
    ['rotated', 'secrets', '2026-06-18T12:01:00Z'],
    ['short', 'expired', '2026-06-20T12:00:00Z'],
    ['rotated', 'expired', '2026-07-05T12:00:00Z'],
  ]);
  await keys.delete(short, now);
  expect((await readAll(inDays(30), 100)).map(({ name }) => name)).not.toContain('short');
});

it('takes a cursor of a list that looked further ahead', async () => {
  const { next } = await list.read(inDays(15), { limit: 10, after: null });
  const after = readPositions(next ?? '');
  expect(await list.read(inDays(1), { limit: 10, after })).toEqual({ notices: [], next: null });
});

it.each([
  ['text', 'x'],
  ['too few partitions', encode([0])],
  ['an entry in the partition of another account', encode(['A'.repeat(12), 'KEY#x', 1], 0, 0, 0, 0, 0, 0, 0)],
  ['a place that is none', encode([1, 2, 3], 0, 0, 0, 0, 0, 0, 0)],
])('takes no forged cursor: %s', (_, cursor) => {
  expect(readPositions(cursor)).toBeNull();
});

function encode(...parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
