import { createHash } from 'node:crypto';
import { writeAll } from '../../lambdas/adapters/table/batch-write.ts';
import type { ItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import type { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { type DeployedFunctions, problemOf } from '../faults/deployed-functions.ts';
import type { TestTable } from '../support/test-table.ts';
import { Customer, Owner } from './trail-setup.ts';
import { openWatchedFunctions } from './watched-functions.ts';

jest.mock('../../lambdas/adapters/table/table-connection.ts');

jest.setTimeout(60_000);

type Lists = 'keys' | 'pendingMails' | 'notices' | 'usage' | 'requests' | 'trail';
interface Page extends Record<Lists, Record<string, unknown>[]> {
  account: { accountId: string; addresses: object } | null;
  nextCursor: string | null;
}

let table: TestTable;
let functions: DeployedFunctions;
let client: TableClient;

openWatchedFunctions((opened) => {
  ({ table, client, functions } = opened);
});

const ask = (accountId: string, cursor?: string) =>
  functions.operate(
    Customer.operator,
    'GET /v1/accounts/{accountId}/export',
    { accountId },
    {
      query: cursor === undefined ? {} : { cursor },
    },
  );

async function exportAll(accountId: string): Promise<{ pages: Page[]; text: string }> {
  const pages: Page[] = [];
  let text = '';
  for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null) {
    const response = await ask(accountId, cursor);
    expect(response.status).toBe(200);
    // A function may return 6 MB.
    expect(response.text.length).toBeLessThan(2_000_000);
    text += response.text;
    pages.push(response.body as unknown as Page);
  }
  return { pages, text };
}

const joined = (pages: Page[], list: Lists) => pages.flatMap((page) => page[list]);

it('returns all that is known of an account in pages, each entry once, and no secret or hash', async () => {
  const owner = await new Owner('exported', functions, table).begin();
  const accountId = owner.accessKey.slice(0, 12);
  const idempotent = { headers: { 'idempotency-key': 'known to nobody else' } };
  const body = { name: 'made once', expiresAt: '2027-06-30' };
  const made = (await owner.call('POST /api/v1/keys', { body, ...idempotent })).body;
  const rotated = (await owner.call('POST /api/v1/keys/{accessKey}/rotations', idempotent)).body;
  await owner.call('PATCH /api/v1/account', { body: { noticeEmails: ['recipient@example.com'] } });
  const notice = {
    pk: accountId,
    keyId: made.accessKey.slice(12),
    name: 'made once',
    kind: 'expired',
    expiresAt: 1,
    messageId: 'message',
    to: ['exported@example.com'],
    removeAfter: 1,
  };
  const range = (count: number) => Array.from({ length: count }, (_, n) => n);
  const id = (n: number) => String(n).padStart(12, '0');
  await writeAll(client, [
    ...range(1_100).map((n) => ({
      put: { ...notice, sk: `NOTICE#0${Date.now() - n}#${notice.keyId}`, atMs: Date.now() - n * 1000 },
    })),
    ...range(20).map((n) => ({
      put: { pk: accountId, sk: `USAGE#2027-05-04#${id(n)}`, batch: 'b', calls: n + 1, removeAfter: 1 },
    })),
    ...range(1_100).map((n) => ({
      put: {
        pk: `TRAIL#${accountId}`,
        sk: `LINE#0${Date.now() - 1000 * n}#${id(n)}`,
        atMs: Date.now() - 1000 * n,
        action: 'edit_account',
        actor: 'operator',
        actorId: 'arn:aws:iam::1:user/ada',
        from: '203.0.113.77',
        changes: {},
        removeAfter: 1,
      },
    })),
  ]);
  const { pages, text } = await exportAll(accountId);
  expect(pages.map(({ account }) => account?.accountId)).toEqual([
    accountId,
    ...pages.slice(1).map(() => undefined),
  ]);
  expect(pages[0]?.account).toMatchObject({
    email: 'exported@example.com',
    signIns: ['exported'],
    addresses: {
      recipients: [expect.objectContaining({ email: 'recipient@example.com', confirmedAt: null })],
    },
  });
  const keys = joined(pages, 'keys').map(({ accessKey }) => accessKey);
  expect(keys.toSorted()).toEqual([owner.accessKey, made.accessKey].toSorted());
  expect(
    joined(pages, 'pendingMails')
      .map(({ about }) => about)
      .toSorted(),
  ).toEqual(['expiry', 'rotation']);
  const times = joined(pages, 'notices').map(({ at }) => at);
  expect([times.length, new Set(times).size]).toEqual([1_100, 1_100]);
  expect(joined(pages, 'usage')).toHaveLength(20);
  expect(joined(pages, 'usage')[4]).toMatchObject({ date: '2027-05-04', calls: 5, refused: 0 });
  expect(joined(pages, 'requests').map(({ accessKey }) => accessKey)).toContain(made.accessKey);
  const lines = joined(pages, 'trail');
  // Two creations, a rotation and an edit besides.
  expect(lines).toHaveLength(1_104);
  expect(lines.at(-1)).toMatchObject({ actor: { kind: 'operator', id: 'arn:aws:iam::1:user/ada' } });
  const secrets = [made.secretKey, rotated.secretKey, made.token, rotated.token].map(String);
  for (const secret of secrets) {
    const hash = createHash('sha256').update(secret);
    for (const trace of [secret, hash.copy().digest('base64'), hash.copy().digest('hex')])
      expect(text).not.toContain(trace);
  }
  const items = await client.queryAll<ItemKey & Record<string, unknown>>({
    condition: 'pk = :pk',
    values: { ':pk': accountId },
  });
  for (const item of items) {
    for (const name of ['digest', 'newDigest', 'oldDigest', 'bodyHash', 'cursorSecret', 'rotationRequest']) {
      if (item[name] !== undefined) expect(text).not.toContain(String(item[name]));
    }
  }
});

it('opens by no cursor of another account, and says so of one that is none', async () => {
  const [owner, other] = [
    await new Owner('cursor-1', functions, table).begin(),
    await new Owner('cursor-2', functions, table).begin(),
  ];
  const accountId = owner.accessKey.slice(0, 12);
  await writeAll(
    client,
    Array.from({ length: 1_000 }, (_, n) => ({
      put: { pk: accountId, sk: `USAGE#2027-05-04#${n}`, calls: 1 },
    })),
  );
  const cursor = ((await ask(accountId)).body as unknown as Page).nextCursor ?? '';
  expect((await ask(accountId, cursor)).status).toBe(200);
  // One page, if all fits.
  expect((await ask(other.accessKey.slice(0, 12))).body).toMatchObject({ nextCursor: null });
  expect(problemOf(await ask(other.accessKey.slice(0, 12), cursor))).toEqual([400, 'invalid_request']);
  expect(problemOf(await ask(accountId, 'x'))).toEqual([400, 'invalid_request']);
  expect(problemOf(await ask('A'.repeat(12)))).toEqual([404, 'account_not_found']);
});
