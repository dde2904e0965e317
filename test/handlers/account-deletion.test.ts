import { AccountDeletion } from '../../lambdas/adapters/table/account-deletion.ts';
import { writeAll } from '../../lambdas/adapters/table/batch-write.ts';
import { NoticeStore } from '../../lambdas/adapters/table/notice-store.ts';
import type { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../lambdas/adapters/table/usage-store.ts';
import { type DeployedFunctions, type FunctionResponse, problemOf } from '../faults/deployed-functions.ts';
import { sizedBy } from '../support/sizes.ts';
import type { TestTable } from '../support/test-table.ts';
import { batchOf, findTraces } from './account-traces.ts';
import { Customer, Owner } from './trail-setup.ts';
import { later, openWatchedFunctions, start } from './watched-functions.ts';

jest.mock('../../lambdas/adapters/table/table-connection.ts');

/** Of logs, use and trail. */
const entries = sizedBy('LATCHKEY_TEST_ENTRIES', { usual: 500, large: 10_000 });
jest.setTimeout(120_000 + entries * 20);

const route = 'DELETE /v1/accounts/{accountId}';
let table: TestTable;
let functions: DeployedFunctions;
let client: TableClient;
let owners = 0;

const watch = openWatchedFunctions((opened) => {
  ({ table, client, functions } = opened);
});

/** An account of a sign-in with everything that an account can have. */
async function settle(): Promise<{ owner: Owner; accountId: string; tokens: string[] }> {
  const owner = new Owner(`owner-${++owners}`, functions, table);
  const { body } = await owner.call('PUT /api/v1/account');
  owner.accessKey = body.defaultKey?.accessKey ?? '';
  const accountId = owner.accessKey.slice(0, 12);
  const idempotent = { headers: { 'idempotency-key': 'once for all times' } };
  const made = await owner.call('POST /api/v1/keys', { body: { name: 'private name' }, ...idempotent });
  const rotated = await owner.call('POST /api/v1/keys/{accessKey}/rotations', idempotent);
  await owner.call('PATCH /api/v1/account', { body: { noticeEmails: ['recipient@example.com'] } });
  await new UsageStore(client).count(batchOf(owner.accessKey), 'batch-1');
  await client.put(noticeOf(accountId));
  const tokens = [body.defaultKey?.token, made.body.token, rotated.body.token].map(String);
  for (const token of tokens) expect(await functions.authorize(token)).toBe('in');
  return { owner, accountId, tokens };
}

const noticeOf = (accountId: string) => ({
  pk: accountId,
  sk: 'NOTICE#01809511200000#aAbBcCdDeE12',
  to: ['recipient@example.com'],
});

const remove = (accountId: string): Promise<FunctionResponse<object>> =>
  functions.operate(Customer.operator, route, { accountId });

const traces = (accountId: string, sub: string) => findTraces(table, accountId, sub);

const mark = (sub: string) => `SIGNIN#${sub} SIGNIN deletedAtMs`;

it('ends the keys first, takes everything away, and then knows no such account', async () => {
  const { owner, accountId, tokens } = await settle();
  const untouched = await settle();
  const items = (await traces(accountId, owner.sub)).length;
  expect(items).toBeGreaterThan(15);
  watch.reset();
  const first = await remove(accountId);
  // A line in the trail, the mark, its outcome, the voids.
  expect(watch.writes.slice(0, 4)).toEqual([
    expect.stringMatching(/^Put TRAIL#\w+ LINE#/),
    `Update ${accountId} ACCOUNT`,
    expect.stringMatching(/^Put TRAIL#\w+ OUTCOME#/),
    'BatchWrite undefined undefined',
  ]);
  expect([first.status, first.headers['retry-after']]).toEqual([202, '60']);
  expect(first.body).toEqual({
    accountId,
    startedAt: '2027-05-05T10:00:00Z',
    removed: { keys: 2, signIns: 1, items: expect.any(Number) },
    remains: expect.arrayContaining([expect.objectContaining({ what: 'backups' })]),
  });
  for (const token of tokens) expect(await functions.authorize(token)).toBe('key_invalid');
  expect(await traces(accountId, owner.sub)).toEqual(
    expect.arrayContaining([
      'ACCOUNT deletingAtMs,removedItems,removedKeys,removedSignIns',
      mark(owner.sub),
      expect.stringMatching(/^KEY#\w+$/),
      expect.stringMatching(/^KEY#\w+$/),
    ]),
  );
  expect(await traces(accountId, owner.sub)).toHaveLength(4);
  later(59);
  expect([(await remove(accountId)).headers['retry-after']]).toEqual(['1']);
  later(60);
  const last = await remove(accountId);
  expect([last.status, last.text]).toEqual([204, '']);
  expect(await findTraces(table, accountId, owner.sub, { isThorough: true })).toEqual([mark(owner.sub)]);
  expect(problemOf((await remove(accountId)) as never)).toEqual([404, 'account_not_found']);
  for (const token of untouched.tokens) expect(await functions.authorize(token)).toBe('in');
  expect((await untouched.owner.call('GET /api/v1/trail')).status).toBe(200);
});

it('is no account any more to anybody from the first call on, however often it is asked for', async () => {
  const { owner, accountId } = await settle();
  await remove(accountId);
  for (const seconds of [0, 61]) {
    later(seconds);
    if (seconds > 0) await remove(accountId);
    for (const call of [
      'GET /api/v1/account',
      'GET /api/v1/keys',
      'GET /api/v1/trail',
      'GET /api/v1/notices',
    ]) {
      expect([call, ...problemOf(await owner.call(call))]).toEqual([call, 404, 'account_not_found']);
    }
    const create = await owner.call('POST /api/v1/keys', { body: { name: 'late' } });
    expect(problemOf(create)).toEqual([404, 'account_not_found']);
    for (const rest of ['', '/keys', '/trail']) {
      const read = await functions.operate(Customer.operator, `GET /v1/accounts/{accountId}${rest}`, {
        accountId,
      });
      expect(problemOf(read)).toEqual([404, 'account_not_found']);
    }
  }
});

it('lets no earlier ID token make the account again, not even a renewed one, but a later sign-in', async () => {
  const { owner, accountId } = await settle();
  later(10);
  await remove(accountId);
  later(100);
  await remove(accountId);
  const seconds = start / 1000;
  const ensure = (claims: Record<string, string>) => owner.call('PUT /api/v1/account', { claims });
  for (const claims of [
    {},
    { iat: `${seconds + 10}` },
    { iat: `${seconds + 90}`, auth_time: `${seconds}` },
  ]) {
    const refused = await ensure(claims as never);
    expect(problemOf(refused)).toEqual([404, 'account_not_found']);
    expect(refused.text).toContain('sign in again');
  }
  expect(await traces(accountId, owner.sub)).toEqual([mark(owner.sub)]);
  const anew = await ensure({ iat: `${seconds + 95}`, auth_time: `${seconds + 95}` });
  expect(anew.status).toBe(201);
  expect(anew.body.defaultKey?.accessKey).not.toContain(accountId);
  expect((await ensure({})).status).toBe(200);
});

it('lets the operator make the account of a user of its own again, with another id', async () => {
  const customer = await new Customer(`gone-${++owners}`, functions, table).begin();
  const accountId = customer.accessKey.slice(0, 12);
  await remove(accountId);
  const anew = await customer.provision();
  expect(anew.status).toBe(201);
  later(61);
  expect((await remove(accountId)).status).toBe(204);
  expect(await traces(accountId, customer.sub)).toEqual([]);
  expect((await customer.provision()).status).toBe(200);
});

it('ends with nothing left, wherever its process dies, once it is called again', async () => {
  for (let deathAt = 1; deathAt < 40; deathAt++) {
    later(0);
    const owner = new Owner(`owner-${++owners}`, functions, table);
    const { body } = await owner.call('PUT /api/v1/account');
    const { accessKey, token } = body.defaultKey as { accessKey: string; token: string };
    const accountId = accessKey.slice(0, 12);
    watch.reset(deathAt);
    await remove(accountId);
    const isDead = watch.writes.length >= deathAt;
    watch.reset();
    for (const seconds of [61, 122]) {
      later(seconds);
      const { status } = await remove(accountId);
      if (status === 204) break;
    }
    expect(await functions.authorize(token)).toBe('key_invalid');
    expect([deathAt, await traces(accountId, owner.sub)]).toEqual([deathAt, [mark(owner.sub)]]);
    if (!isDead) return;
  }
  throw new Error('It never ended.');
});

it('deletes a big account in one call, or goes on where it ran out of time', async () => {
  const { owner, accountId } = await settle();
  const pad = (n: number) => String(n).padStart(12, '0');
  const items = (count: number, pk: string, sk: (n: number) => string, rest: object = {}) =>
    Array.from({ length: count }, (_, n) => ({ put: { pk, sk: sk(n), ...rest } }));
  const trail = `TRAIL#${accountId}`;
  await writeAll(client, [
    ...items(300, accountId, (n) => `KEY#${pad(n)}`, { digest: 'x', name: 'key' }),
    ...items(entries / 2, accountId, (n) => `USAGE#2027-05-05#${pad(n)}`, { calls: 1 }),
    ...items(entries / 4, accountId, (n) => `NOTICE#0${pad(n)}0#${pad(n)}`, { to: ['a@example.com'] }),
    ...items(entries / 4, trail, (n) => `LINE#${pad(n)}#x`, { changes: {} }),
  ]);
  const begun = performance.now();
  const deletion = new AccountDeletion(client);
  await deletion.mark(accountId, new Date());
  // A page of the table at a time.
  let pages = 0;
  const short = await deletion.advance(accountId, { clock: () => new Date(), hasTime: () => pages++ < 1 });
  expect(short?.retryAfterSeconds).toBe(1);
  const rest = await remove(accountId);
  expect([rest.status, rest.headers['retry-after']]).toEqual([202, '60']);
  expect(rest.body).toMatchObject({ removed: { keys: 302, items: expect.any(Number) } });
  if (entries > 1_000) console.info(`Deleted in ${Math.round(performance.now() - begun)} ms.`);
  later(61);
  expect((await remove(accountId)).status).toBe(204);
  expect(await traces(accountId, owner.sub)).toEqual([mark(owner.sub)]);
});

describe('what is under way when the deletion begins', () => {
  const calls: [string, (owner: Owner) => Promise<FunctionResponse<{ token?: string }>>][] = [
    ['a creation', (owner) => owner.call('POST /api/v1/keys', { body: { name: 'late' } })],
    [
      'a creation with an Idempotency-Key',
      (owner) =>
        owner.call('POST /api/v1/keys', {
          body: { name: 'late' },
          headers: { 'idempotency-key': 'another one, for once' },
        }),
    ],
    ['an edit', (owner) => owner.call('PATCH /api/v1/keys/{accessKey}', { body: { name: 'late' } })],
    [
      'a rotation',
      (owner) => owner.call('POST /api/v1/keys/{accessKey}/rotations', { body: { force: true } }),
    ],
    [
      'a new address',
      (owner) =>
        owner.call('PUT /api/v1/account', {
          claims: { email: 'new@example.com', iat: `${start / 1000 + 5}` },
        }),
    ],
    [
      'counting',
      async (owner) => {
        await new UsageStore(client).count(batchOf(owner.accessKey), `batch-${owners}`);
        return { status: 200, body: {}, text: '', headers: {} };
      },
    ],
  ];

  it.each(calls)('leaves nothing: %s', async (_, call) => {
    for (let at = 1; at < 20; at++) {
      later(0);
      const owner = await new Owner(`owner-${++owners}`, functions, table).begin();
      const accountId = owner.accessKey.slice(0, 12);
      const pause = watch.pauseAt(at);
      const running = call(owner);
      await Promise.race([pause.reached, running]);
      const isPaused = watch.writes.length >= at;
      if (!isPaused) watch.reset();
      expect((await remove(accountId)).status).toBe(202);
      pause.end();
      const { body } = await running;
      if (body?.token) expect(await functions.authorize(body.token)).toBe('key_invalid');
      later(61);
      expect((await remove(accountId)).status).toBe(204);
      expect([at, await traces(accountId, owner.sub)]).toEqual([at, [mark(owner.sub)]]);
      if (!isPaused) return;
    }
    throw new Error('It never ended.');
  });

  it('waits for the run of the notifier that is at work on the account, and lets no other begin', async () => {
    const { owner, accountId } = await settle();
    const notices = new NoticeStore(client, [30]);
    expect(await notices.acquire(accountId, 'run-1', 300, new Date())).not.toBeNull();
    const { headers } = await remove(accountId);
    expect(headers['retry-after']).toBe('301');
    later(200);
    await client.put(noticeOf(accountId));
    expect((await remove(accountId)).headers['retry-after']).toBe('101');
    later(301);
    expect(await notices.acquire(accountId, 'run-2', 300, new Date())).toBeNull();
    expect((await remove(accountId)).status).toBe(204);
    expect(await traces(accountId, owner.sub)).toEqual([mark(owner.sub)]);
  });
});
