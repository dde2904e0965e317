import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type AccountBody, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;

beforeAll(async () => {
  engine = await sharedEngine();
}, startMs);

const path = '/api/v1/account';

it('makes one account and one default key of eight simultaneous first calls', async () => {
  const holder = await engine.newPerson();
  const responses = await Promise.all(
    Array.from({ length: 8 }, () =>
      holder.call<{ account: AccountBody; defaultKey?: NewKeyBody }>('PUT', path),
    ),
  );
  expect(responses.map((response) => response.status).toSorted()).toEqual([...Array(7).fill(200), 201]);
  expect(new Set(responses.map((response) => response.body.account.accountId)).size).toBe(1);
  const secrets = responses.flatMap((response) => response.body.defaultKey ?? []);
  expect(secrets).toHaveLength(1);
  const inventory = await holder.inventory();
  expect(inventory.map((key) => [key.accessKey, key.default])).toEqual([[secrets[0]?.accessKey, true]]);
  expect((await engine.whoami(bearer(secrets[0]?.token ?? ''))).status).toBe(200);
});

it('shows the secret of the default key the first time only', async () => {
  const holder = await engine.newPerson();
  const { account, defaultKey } = await holder.ensureAccount();
  expect(defaultKey).toMatchObject({ default: true, expiresAt: null, status: 'active' });
  expect(account).toMatchObject({ keyLimit: 100 });
  const again = await holder.call('PUT', path);
  expect([again.status, again.body]).toEqual([200, { account }]);
  expect(again.text).not.toContain(defaultKey.secretKey);
});

it('takes an empty object as well as no body, and no unknown field', async () => {
  const holder = await engine.newPerson();
  expect(faultyFields(await holder.call('PUT', path, { timeZone: 'UTC' }))).toEqual(['timeZone']);
  expectProblem(await holder.call('GET', path), 404, 'account_not_found');
  wanted(await holder.call('PUT', path, {}), 201);
});

it('knows no account before the first PUT, whatever is asked for', async () => {
  const holder = await engine.newPerson();
  const calls = [
    ['GET', path],
    ['PATCH', path, { timeZone: 'Europe/Berlin' }],
    ['POST', '/api/v1/keys', { name: 'early' }],
    ['GET', '/api/v1/keys'],
    ['GET', '/api/v1/notices'],
    ['GET', `/api/v1/keys/${'a'.repeat(24)}`],
    ['PATCH', `/api/v1/keys/${'a'.repeat(24)}`, { name: 'early' }],
    ['POST', `/api/v1/keys/${'a'.repeat(24)}/expire`],
    ['DELETE', `/api/v1/keys/${'a'.repeat(24)}`],
  ] as const;
  for (const [method, target, body] of calls) {
    expectProblem(await holder.call(method, target, body), 404, 'account_not_found');
  }
  await holder.ensureAccount();
  expect(await holder.inventory()).toHaveLength(1);
});

it('gives two people two accounts, and one person the same one at each sign-in', async () => {
  const [first, second] = [await engine.newPerson(), await engine.newPerson()];
  const { account } = await first.ensureAccount();
  expect((await second.ensureAccount()).account.accountId).not.toBe(account.accountId);
  const again = await engine.signIn(first.email);
  expect(wanted(await again.call<AccountBody>('GET', path), 200)).toMatchObject({
    accountId: account.accountId,
    email: first.email,
  });
});

it('keeps the time zone that it was given, and its other fields', async () => {
  const holder = await engine.newPerson();
  const { account } = await holder.ensureAccount();
  expect(account.timeZone).toBe('UTC');
  const changed = wanted(
    await holder.call<AccountBody>('PATCH', path, { timeZone: 'America/New_York' }),
    200,
  );
  expect(changed).toMatchObject({
    accountId: account.accountId,
    email: holder.email,
    timeZone: 'America/New_York',
  });
  expect(wanted(await holder.call<AccountBody>('GET', path), 200)).toEqual(changed);
});

it('refuses what is no time zone, unknown fields, and a change of nothing', async () => {
  const holder = await engine.newPerson();
  const { account } = await holder.ensureAccount();
  for (const timeZone of [
    '',
    'Mars/Olympus',
    '+02:00',
    'Europe/Berlin ',
    '../UTC',
    7,
    null,
    ['UTC'],
    'x'.repeat(5000),
  ]) {
    expect(faultyFields(await holder.call('PATCH', path, { timeZone }))).toEqual(['timeZone']);
  }
  expect(faultyFields(await holder.call('PATCH', path, {}))).toHaveLength(1);
  const both = await holder.call('PATCH', path, { timezone: 'UTC', email: 'other@example.com' });
  expect(faultyFields(both)).toEqual(expect.arrayContaining(['email', 'timezone']));
  expect(wanted(await holder.call('GET', path), 200)).toEqual(account);
});

it('treats the default key as any other', async () => {
  const holder = await engine.newPerson();
  const { defaultKey } = await holder.ensureAccount();
  const target = `/api/v1/keys/${defaultKey.accessKey}`;
  wanted(await holder.call('PATCH', target, { name: 'Mine', description: 'now' }), 200);
  wanted(await holder.call('POST', `${target}/expire`), 200);
  expectProblem(await engine.whoami(bearer(defaultKey.token)), 401, 'key_expired');
  wanted(await holder.call('PATCH', target, { expiresAt: null }), 200);
  expect((await engine.whoami(bearer(defaultKey.token))).status).toBe(200);
  wanted(await holder.call('DELETE', target), 204);
  expectProblem(await engine.whoami(bearer(defaultKey.token)), 401, 'key_invalid');
  // No second default key comes of it.
  wanted(await holder.call('PUT', path), 200);
  expect(await holder.inventory()).toEqual([]);
});
