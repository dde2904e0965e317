import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { machineRoutes } from '../../lambdas/contract/machine-routes.ts';
import { operatorRoutes } from '../../lambdas/contract/operator-routes.ts';
import { routes } from '../../lambdas/contract/routes.ts';
import { hashSecret } from '../../lambdas/core/secret.ts';
import { changesPerDay } from '../../lambdas/core/trail-limit.ts';
import { type DeployedFunctions, problemOf } from '../faults/deployed-functions.ts';
import type { TestTable } from '../support/test-table.ts';
import { Customer, changingCalls, Machine, Owner } from './trail-setup.ts';
import { later, openWatchedFunctions } from './watched-functions.ts';

jest.mock('../../lambdas/adapters/table/table-connection.ts');

jest.setTimeout(60_000);

let table: TestTable;
let functions: DeployedFunctions;
let owners = 0;

const watch = openWatchedFunctions((opened) => {
  ({ table, functions } = opened);
});

const newOwner = (Kind = Owner) => new Kind(`owner-${++owners}`, functions, table);

describe('every call that changes something', () => {
  it('has actions in the table of routes, and no other call has', () => {
    for (const route of [...routes, ...operatorRoutes, ...machineRoutes]) {
      expect([route.id, 'trail' in route]).toEqual([route.id, route.method !== 'GET']);
      const holders = routes.find(({ id }) => id === route.id);
      if (holders) expect(route).toEqual({ ...route, ...('trail' in holders && { trail: holders.trail }) });
    }
  });

  it.each(changingCalls)(
    'leaves a line before its first write, and the outcome after its last: $call',
    async ({ kind, trail, change: { action, begins, prepare, call } }) => {
      const owner = newOwner(kind);
      if (!begins) await owner.begin();
      await prepare?.(owner);
      later(1);
      watch.reset();
      expect((await call(owner)).status).toBeLessThan(300);
      const seen = watch.writes.filter(
        (write) => !/ (TRAIL|REQUEST)#\S+$/.test(write) || / TRAIL#\w+ /.test(write),
      );
      const isAboutKey = / KEY#/.test(seen[0] ?? '') || / KEY#/.test(seen[1] ?? '');
      const lines = isAboutKey ? 2 : 1;
      for (const line of seen.slice(0, lines)) expect(line).toMatch(/^Put TRAIL#\w+ (KEY#\w+|LINE)#/);
      expect(seen.at(-1)).toMatch(/^Put TRAIL#\w+ OUTCOME#/);
      for (const change of seen.slice(lines, -1)) expect(change).not.toMatch(/ TRAIL#/);
      expect(seen.length).toBeGreaterThan(lines + 1);
      expect((await owner.acts()).at(-1)).toBe(`${action} done`);
      expect(trail).toContain(action);
      if (owner instanceof Customer) {
        const { actor, from } = (await owner.trail()).items[0] ?? {};
        expect([actor, from]).toEqual([{ kind: 'operator', id: Customer.operator }, '203.0.113.0/24']);
      }
      if (owner instanceof Machine)
        expect((await owner.trail()).items[0]?.actor).toEqual({ kind: 'key', id: owner.manager });
    },
  );

  it.each(changingCalls)(
    'never changes anything without a line, wherever its process dies: $call',
    async ({ kind, change: { action, begins, prepare, call } }) => {
      for (let deathAt = 1; deathAt < 20; deathAt++) {
        later(0);
        const owner = newOwner(kind);
        if (!begins) await owner.begin();
        await prepare?.(owner);
        const before = await owner.state();
        later(1);
        watch.reset(deathAt);
        await call(owner);
        const isDead = watch.writes.length >= deathAt;
        watch.reset();
        const after = await owner.state();
        later(61);
        const acts = after === null ? [] : await owner.acts();
        const line = acts.findLast((act) => act.startsWith(action));
        if (JSON.stringify(before) !== JSON.stringify(after))
          expect([deathAt, line]).toEqual([deathAt, `${action} ${isDead ? 'unknown' : 'done'}`]);
        if (!isDead) return;
      }
      throw new Error('It never ended.');
    },
  );
});

describe('GET /api/v1/trail', () => {
  it('tells who changed what, from where and with what outcome, newest first', async () => {
    const owner = await newOwner().begin();
    later(60);
    const edit = { name: 'Renamed', description: 'nightly', expiresAt: '2027-06-01T00:00:00Z' };
    await owner.call('PATCH /api/v1/keys/{accessKey}', { body: edit });
    later(120);
    await owner.call('PATCH /api/v1/keys/{accessKey}', {
      body: { name: 'x' },
      headers: { 'if-match': '"1"' },
    });
    const { items, nextCursor } = await owner.trail();
    const line = {
      actor: { kind: 'holder', id: owner.sub },
      // The whole address, as it is the reader's own.
      from: '198.51.100.7',
      accessKey: owner.accessKey,
    };
    expect(items).toEqual([
      {
        ...line,
        at: '2027-05-05T10:02:00Z',
        action: 'edit_key',
        name: 'Renamed',
        changes: { name: { before: 'Renamed', after: 'x' } },
        outcome: 'refused',
      },
      {
        ...line,
        at: '2027-05-05T10:01:00Z',
        action: 'edit_key',
        name: 'Default key',
        changes: {
          name: { before: 'Default key', after: 'Renamed' },
          description: { before: null, after: 'nightly' },
          expiresAt: { before: null, after: '2027-06-01T00:00:00Z' },
        },
        outcome: 'done',
      },
      {
        ...line,
        at: '2027-05-05T10:00:00Z',
        action: 'create_account',
        name: 'Default key',
        changes: {
          email: { before: null, after: `${owner.sub}@example.com` },
          timeZone: { before: null, after: 'UTC' },
          name: { before: null, after: 'Default key' },
        },
        outcome: 'done',
      },
    ]);
    expect(nextCursor).toBeNull();
  });

  it('goes on by cursor, filters by key, and knows deleted keys', async () => {
    const owner = await newOwner().begin();
    const made = (await owner.call('POST /api/v1/keys', { body: { name: 'b' } })).body.accessKey;
    for (const seconds of [1, 2, 3]) {
      later(seconds);
      const accessKey = seconds === 2 ? made : owner.accessKey;
      await owner.call('PATCH /api/v1/keys/{accessKey}', { accessKey, body: { name: `n${seconds}` } });
    }
    later(4);
    await owner.call('DELETE /api/v1/keys/{accessKey}', { accessKey: made });
    await owner.call('PATCH /api/v1/account', { body: { timeZone: 'Asia/Tokyo' } });
    const ofKey = { accessKey: made, limit: '2' };
    const first = await owner.trail(ofKey);
    const second = await owner.trail({ ...ofKey, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ action }) => action)).toEqual([
      'delete_key',
      'edit_key',
      'create_key',
    ]);
    expect(second.nextCursor).toBeNull();
    const pages: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await owner.trail({ limit: '3', ...(cursor && { cursor }) });
      pages.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor;
    }
    expect(pages).toHaveLength(7);
    expect(new Set(pages.slice(0, 2))).toEqual(new Set(['edit_account', 'delete_key']));
  });

  it("opens no other account's trail, and no trail with another filter", async () => {
    const [owner, stranger] = [await newOwner().begin(), await newOwner().begin()];
    await owner.call('PATCH /api/v1/account', { body: { timeZone: 'Asia/Tokyo' } });
    const { nextCursor } = await owner.trail({ limit: '1' });
    const cursor = nextCursor ?? '';
    const refused = [
      await stranger.call('GET /api/v1/trail', { query: { cursor } }),
      await owner.call('GET /api/v1/trail', { query: { cursor, accessKey: owner.accessKey } }),
      await owner.call('GET /api/v1/trail', { query: { cursor: 'x' } }),
      await owner.call('GET /api/v1/trail', { query: { limit: '0' } }),
    ];
    for (const response of refused) expect(problemOf(response)).toEqual([400, 'invalid_request']);
    for (const accessKey of [owner.accessKey, 'no access key']) {
      const response = await stranger.call('GET /api/v1/trail', { query: { accessKey } });
      expect(problemOf(response)).toEqual([404, 'key_not_found']);
    }
    expect(problemOf(await newOwner().call('GET /api/v1/trail'))).toEqual([404, 'account_not_found']);
    // A key of one's own that never was has no lines.
    const never = `${owner.accessKey.slice(0, 12)}${'0'.repeat(12)}`;
    expect(await owner.trail({ accessKey: never })).toEqual({ items: [], nextCursor: null });
  });
});

it('makes no more changes than a day may have, says how long to wait, and lets links in mails work on', async () => {
  const owner = await newOwner().begin();
  await owner.call('PATCH /api/v1/account', { body: { noticeEmails: ['ops@example.com'] } });
  const { accountId } = (await owner.call('GET /api/v1/account')).body;
  await table.documents.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: { pk: accountId, sk: 'TRAIL#2027-05-05' },
      UpdateExpression: 'SET #changes = :changes',
      ExpressionAttributeNames: { '#changes': 'changes' },
      ExpressionAttributeValues: { ':changes': changesPerDay - 1 },
    }),
  );
  const rename = () => owner.call('PATCH /api/v1/keys/{accessKey}', { body: { name: 'x' } });
  expect((await rename()).status).toBe(200);
  const lines = (await owner.trail()).items.length;
  const state = await owner.state();
  const refused = await rename();
  expect(problemOf(refused)).toEqual([429, 'rate_limited']);
  // Until midnight, UTC.
  expect(refused.headers['retry-after']).toBe(String(14 * 3600));
  expect([(await owner.trail()).items.length, await owner.state()]).toEqual([lines, state]);
  const { confirm } = await owner.tokens('ops@example.com');
  await owner.call('POST /api/v1/notice-emails/confirmation', { query: { token: confirm } });
  expect(await owner.acts()).toContain('confirm_recipient done');
  later(14 * 3600);
  expect((await rename()).status).toBe(200);
});

it('leaves no line for what changes nothing: a repeat, a link followed again, an expired key expired', async () => {
  const owner = await newOwner().begin();
  const once = { body: { name: 'made' }, headers: { 'idempotency-key': 'sent twice, made once' } };
  await owner.call('POST /api/v1/keys', once);
  await owner.call('POST /api/v1/keys/{accessKey}/expire');
  await owner.call('PATCH /api/v1/account', { body: { noticeEmails: ['ops@example.com'] } });
  const { confirm, leave } = await owner.tokens('ops@example.com');
  const follow = () => [
    owner.call('POST /api/v1/notice-emails/confirmation', { query: { token: confirm } }),
    owner.call('POST /api/v1/notice-emails/unsubscribe', { query: { token: leave } }),
  ];
  for (const call of follow()) await call;
  const acts = await owner.acts();
  await owner.call('POST /api/v1/keys', once);
  await owner.call('POST /api/v1/keys/{accessKey}/expire');
  await owner.call('PUT /api/v1/account');
  for (const call of follow()) await call;
  expect(await owner.acts()).toEqual(acts);
});

it('tells what the operator changes of an account, its address and zone in one line, and nothing of a repeat', async () => {
  const customer = await new Customer(`customer-${++owners}`, functions, table).begin();
  const email = `${customer.sub}@example.com`;
  const user = { email: `moved-${email}`, timeZone: 'Asia/Tokyo' };
  for (const seconds of [1, 2]) {
    later(seconds);
    expect((await customer.provision(user)).status).toBe(200);
  }
  const { items } = await customer.trail();
  expect(items).toEqual([
    {
      at: '2027-05-05T10:00:01Z',
      action: 'edit_account',
      actor: { kind: 'operator', id: Customer.operator },
      from: '203.0.113.0/24',
      accessKey: null,
      name: null,
      changes: {
        email: { before: email, after: user.email },
        timeZone: { before: 'UTC', after: 'Asia/Tokyo' },
      },
      outcome: 'done',
    },
    expect.objectContaining({ action: 'create_account', accessKey: customer.accessKey }),
  ]);
});

it('lets the operator read any trail, page by page and by key, with ARNs, and by no cursor of another account', async () => {
  const [customer, other] = await Promise.all(
    [1, 2].map((n) => new Customer(`read-${n}-${owners}`, functions, table).begin()),
  );
  if (!customer || !other) throw new Error('Two customers were made.');
  for (const seconds of [1, 2]) {
    later(seconds);
    await customer.call('PATCH /api/v1/keys/{accessKey}', { body: { name: `n${seconds}` } });
  }
  const first = await customer.trail({ limit: '2', accessKey: customer.accessKey });
  const cursor = first.nextCursor ?? '';
  const second = await customer.trail({ limit: '2', accessKey: customer.accessKey, cursor });
  expect([...first.items, ...second.items].map(({ action, actor }) => [action, actor.id])).toEqual(
    ['edit_key', 'edit_key', 'create_account'].map((action) => [action, Customer.operator]),
  );
  const read = (query: Record<string, string>) => other.call('GET /api/v1/trail', { query });
  expect(problemOf(await read({ cursor }))).toEqual([400, 'invalid_request']);
  expect(problemOf(await read({ accessKey: customer.accessKey }))).toEqual([404, 'key_not_found']);
});

it('keeps no secret: not in any item of a trail', async () => {
  const owner = await newOwner().begin();
  const created = (await owner.call('POST /api/v1/keys', { body: { name: 'k' } })).body;
  const rotated = (await owner.call('POST /api/v1/keys/{accessKey}/rotations')).body;
  const { Items = [] } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
  const trails = JSON.stringify(Items.filter(({ pk }) => pk.startsWith('TRAIL#')));
  expect(trails).toContain('rotate_key');
  for (const { secretKey } of [created, rotated]) {
    expect(trails).not.toContain(secretKey);
    expect(trails).not.toContain(hashSecret(secretKey));
  }
});
