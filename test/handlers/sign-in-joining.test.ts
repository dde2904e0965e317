import type { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../lambdas/adapters/table/usage-store.ts';
import { type DeployedFunctions, problemOf } from '../faults/deployed-functions.ts';
import type { TestTable } from '../support/test-table.ts';
import { batchOf, findTraces } from './account-traces.ts';
import { Customer, Owner } from './trail-setup.ts';
import { later, openWatchedFunctions, start } from './watched-functions.ts';

jest.mock('../../lambdas/adapters/table/table-connection.ts');

jest.setTimeout(120_000);

let table: TestTable;
let functions: DeployedFunctions;
let client: TableClient;
let count = 0;

const watch = openWatchedFunctions((opened) => {
  ({ table, client, functions } = opened);
});

const join = (accountId: string, sub: string) =>
  functions.operate(Customer.operator, 'PUT /v1/accounts/{accountId}/sign-ins/{sub}', { accountId, sub });
const accountOf = async (owner: Owner) => (await owner.call('GET /api/v1/account')).body.accountId;

/** An account of the operator's making, and somebody who signs in. */
async function meet() {
  const customer = await new Customer(`customer-${++count}`, functions, table).begin();
  const owner = new Owner(`owner-${count}`, functions, table);
  return { customer, owner, targetId: customer.accessKey.slice(0, 12) };
}

/** The same, where the sign-in has an account already. */
async function meetSettled() {
  const met = await meet();
  const { body } = await met.owner.call('PUT /api/v1/account');
  const { accessKey, token } = body.defaultKey as { accessKey: string; token: string };
  met.owner.accessKey = accessKey;
  return { ...met, formerId: accessKey.slice(0, 12), token };
}

it('lets a sign-in without an account in, also one whose account was deleted, and leaves the address', async () => {
  const { customer, owner, targetId } = await meet();
  later(1);
  const joined = await join(targetId, owner.sub);
  expect(joined.body).toMatchObject({
    accountId: targetId,
    signIns: [owner.sub],
    email: `${customer.sub}@example.com`,
  });
  expect(await accountOf(owner)).toBe(targetId);
  const claims = { iat: String(start / 1000 + 60) };
  const ensured = await owner.call('PUT /api/v1/account', { claims });
  expect([ensured.status, (await customer.acts()).at(-1)]).toEqual([200, 'join_sign_in done']);
  const { items } = await customer.trail();
  expect(items[0]).toMatchObject({
    actor: { kind: 'operator', id: Customer.operator },
    changes: { signIn: { before: null, after: owner.sub } },
  });
  const gone = await meetSettled();
  await functions.operate(Customer.operator, 'DELETE /v1/accounts/{accountId}', { accountId: gone.formerId });
  expect((await join(targetId, gone.owner.sub)).status).toBe(200);
  expect(await accountOf(gone.owner)).toBe(targetId);
});

it('deletes the account that the sign-in had, if only an unused default key was in it', async () => {
  const { customer, owner, targetId, formerId, token } = await meetSettled();
  expect((await join(targetId, owner.sub)).status).toBe(200);
  expect(await accountOf(owner)).toBe(targetId);
  expect(await functions.authorize(token)).toBe('key_invalid');
  later(61);
  const acts = await customer.acts();
  expect((await join(targetId, owner.sub)).status).toBe(200);
  // A repeat takes away what was written in that minute, and is no change.
  expect(await findTraces(table, formerId, 'nobody', { isThorough: true })).toEqual([]);
  expect(await customer.acts()).toEqual(acts);
});

it('leaves every other sign-in where it is', async () => {
  const { targetId } = await meet();
  const rich = await meetSettled();
  await rich.owner.call('POST /api/v1/keys', { body: { name: 'second' } });
  const used = await meetSettled();
  await new UsageStore(client).count(batchOf(used.owner.accessKey), 'batch-1');
  const shared = await meetSettled();
  await join(shared.formerId, `${shared.owner.sub}-too`);
  for (const { owner, formerId, token } of [rich, used, shared]) {
    const refused = await join(targetId, owner.sub);
    expect(problemOf(refused)).toEqual([409, 'sign_in_in_use']);
    expect(await accountOf(owner)).toBe(formerId);
    expect(await functions.authorize(token)).toBe('in');
  }
  for (const sub of ['', 'a b', 'x'.repeat(129), 'a/b', 'ä'])
    expect(problemOf(await join(targetId, sub))).toEqual([400, 'invalid_request']);
  expect(problemOf(await join('A'.repeat(12), 'anybody'))).toEqual([404, 'account_not_found']);
});

it.each(['the call is sent again', 'the holder comes first'])(
  'goes on wherever its process died, when %s',
  async (who) => {
    for (let deathAt = 1; deathAt < 40; deathAt++) {
      later(0);
      const { owner, targetId, formerId, token } = await meetSettled();
      watch.reset(deathAt);
      await join(targetId, owner.sub);
      const isDead = watch.writes.length >= deathAt;
      watch.reset();
      if (who === 'the holder comes first') {
        expect((await owner.call('PUT /api/v1/account')).status).toBe(200);
        const accountId = await accountOf(owner);
        expect([targetId, formerId]).toContain(accountId);
        // Whoever leads elsewhere leaves no key behind.
        if (accountId === targetId && deathAt < 7)
          expect(await functions.authorize(token)).toBe('key_invalid');
      }
      for (const seconds of [62, 123]) {
        later(seconds);
        expect((await join(targetId, owner.sub)).status).toBe(200);
      }
      expect(await accountOf(owner)).toBe(targetId);
      expect(await functions.authorize(token)).toBe('key_invalid');
      expect([deathAt, await findTraces(table, formerId, 'nobody')]).toEqual([deathAt, []]);
      if (!isDead) return;
    }
    throw new Error('It never ended.');
  },
);

it('never loses a key that is created meanwhile', async () => {
  for (let at = 1; at < 10; at++) {
    later(0);
    const { owner, targetId, formerId } = await meetSettled();
    const pause = watch.pauseAt(at);
    const creating = owner.call('POST /api/v1/keys', { body: { name: 'meanwhile' } });
    await Promise.race([pause.reached, creating]);
    const isPaused = watch.writes.length >= at;
    if (!isPaused) watch.reset();
    const joined = await join(targetId, owner.sub);
    pause.end();
    const created = await creating;
    const works = created.status === 201 && (await functions.authorize(created.body.token)) === 'in';
    expect([at, joined.status, works, await accountOf(owner)]).toEqual(
      joined.status === 200 ? [at, 200, false, targetId] : [at, 409, true, formerId],
    );
    if (joined.status === 200) expect(problemOf(created)).toEqual([404, 'account_not_found']);
    if (!isPaused) return;
  }
  throw new Error('It never ended.');
});
