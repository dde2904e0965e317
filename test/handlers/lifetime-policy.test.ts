import { environmentNames } from '../../lambdas/adapters/environment.ts';
import { DeployedFunctions, type FunctionResponse, problemOf } from '../faults/deployed-functions.ts';
import { setDate } from '../support/set-date.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

// What an operator's policy does to the calls of a holder, in a zone where it is a day later already.

const now = new Date('2026-06-15T18:00:00Z');
const policy = { maxLifetimeDays: 90, defaultLifetimeDays: 30, neverAllowed: false };
let table: TestTable;
/** Before the operator set a policy, and after. */
let free: DeployedFunctions;
let limited: DeployedFunctions;

beforeAll(async () => {
  table = await openTestTable();
  setDate(now);
  free = await DeployedFunctions.load(table, table.endpoint);
  limited = await DeployedFunctions.load(table, table.endpoint, {
    [environmentNames.maxKeyLifetimeDays]: '90',
    [environmentNames.defaultKeyLifetimeDays]: '30',
    [environmentNames.allowNeverExpires]: 'false',
  });
});
afterAll(() => table.close());

interface AccountView {
  account?: AccountView;
  policy?: object;
}
const policyOf = ({ body }: FunctionResponse) => {
  const view = body as AccountView;
  return (view.account ?? view).policy;
};
const create = (sub: string, fields: object) =>
  limited.manage(sub, 'POST /api/v1/keys', { body: { name: 'key', ...fields } });
const edit = (sub: string, accessKey: string, body: object) =>
  limited.manage(sub, 'PATCH /api/v1/keys/{accessKey}', { accessKey, body });

it('is told with the account, by each call that shows one', async () => {
  const told = [
    await limited.manage('told', 'PUT /api/v1/account'),
    await limited.manage('told', 'PUT /api/v1/account'),
    await limited.manage('told', 'GET /api/v1/account'),
    await limited.manage('told', 'PATCH /api/v1/account', { body: { timeZone: 'Asia/Tokyo' } }),
  ];
  expect(told.map(policyOf)).toEqual([policy, policy, policy, policy]);
  expect(policyOf(await free.manage('told', 'GET /api/v1/account'))).toEqual({
    maxLifetimeDays: null,
    defaultLifetimeDays: null,
    neverAllowed: true,
  });
});

it('gives the default key of a new account the default lifetime, and a place in the queue of notices', async () => {
  const { body } = await limited.manage('new', 'PUT /api/v1/account');
  expect(body.defaultKey?.expiresAt).toBe('2026-07-16T00:00:00Z');
  expect((await free.manage('older', 'PUT /api/v1/account')).body.defaultKey?.expiresAt).toBeNull();
});

describe('a date', () => {
  const sub = 'tokyo';
  beforeAll(async () => {
    await free.manage(sub, 'PUT /api/v1/account');
    await free.manage(sub, 'PATCH /api/v1/account', { body: { timeZone: 'Asia/Tokyo' } });
  });

  it('may be the latest allowed day of the account, and no later one', async () => {
    // It is the 16th in Tokyo.
    expect((await create(sub, { expiresAt: '2026-09-14' })).body.expiresAt).toBe('2026-09-14T15:00:00Z');
    for (const expiresAt of ['2026-09-15', '2026-09-14T15:00:01Z', '9999-12-31']) {
      const refused = await create(sub, { expiresAt });
      expect(problemOf(refused)).toEqual([400, 'lifetime_too_long']);
      expect(refused.text).toContain('2026-09-14');
    }
  });

  it.each([[{}], [{ expiresAt: null }]])('that is not given (%j) is the default one', async (fields) => {
    expect((await create(sub, fields)).body.expiresAt).toBe('2026-07-16T15:00:00Z');
  });

  it('is checked when a key is extended or restored, too', async () => {
    const { accessKey } = (await create(sub, { expiresAt: '2026-06-20' })).body;
    await limited.manage(sub, 'POST /api/v1/keys/{accessKey}/expire', { accessKey });
    expect(problemOf(await edit(sub, accessKey, { expiresAt: '2026-09-15' }))).toEqual([
      400,
      'lifetime_too_long',
    ]);
    expect((await edit(sub, accessKey, { expiresAt: '2026-09-14' })).body.status).toBe('active');
    expect((await edit(sub, accessKey, { expiresAt: null })).body.expiresAt).toBe('2026-07-16T15:00:00Z');
  });

  it('that was set before the policy stays, whatever else is edited, and can be sent back', async () => {
    const never = (await free.manage(sub, 'POST /api/v1/keys', { body: { name: 'never' } })).body;
    const late = (
      await free.manage(sub, 'POST /api/v1/keys', { body: { name: 'late', expiresAt: '2030-01-01' } })
    ).body;
    for (const { accessKey, expiresAt } of [never, late]) {
      for (const body of [{ name: 'new' }, { name: 'newer', expiresAt }]) {
        const edited = await edit(sub, accessKey, body);
        expect([edited.status, edited.body.expiresAt]).toEqual([200, expiresAt]);
      }
    }
    expect(problemOf(await edit(sub, late.accessKey, { expiresAt: '2029-01-01' }))).toEqual([
      400,
      'lifetime_too_long',
    ]);
  });

  it('is no matter to a repeated request, even if the policy has become stricter since', async () => {
    const once = {
      body: { name: 'once', expiresAt: '2030-01-01' },
      headers: { 'idempotency-key': 'sent before the policy' },
    };
    const made = await free.manage(sub, 'POST /api/v1/keys', once);
    const again = await limited.manage(sub, 'POST /api/v1/keys', once);
    expect([again.status, again.body.token]).toEqual([201, made.body.token]);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });
});
