import { bearer, type EngineClient, emptyEngine, instant, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, wanted, withoutUse } from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';
import { callOperator } from '../support/operator.ts';

const day = 86_400;

let engine: EngineClient;
let holder: Holder;

beforeAll(async () => {
  engine = await emptyEngine();
  holder = await engine.newHolder();
}, startMs);
afterAll(() => engine?.reset());

const call = (method: string, accessKey: string, rest = '', body?: object) =>
  holder.call<KeyBody>(method, `/api/v1/keys/${accessKey}${rest}`, body);

/** Moves the clock to this very instant. */
async function advanceTo(expiresAt: string): Promise<void> {
  await engine.advance((Date.parse(expiresAt) - (await engine.now()).getTime()) / 1000);
}

it('refuses a key from the very instant of its date, everywhere at once, with no job having run', async () => {
  const key = await holder.createKey({ expiresAt: await engine.after(40 * day) });
  const expiresAt = key.expiresAt ?? '';
  expect(key.status).toBe('active');
  await engine.advance(39 * day);
  expect((await holder.key(key.accessKey)).status).toBe('expiring');
  await advanceTo(instant(new Date(Date.parse(expiresAt) - 30_000)));
  expect((await engine.whoami(bearer(key.token))).body).toMatchObject({ status: 'expiring' });

  await advanceTo(expiresAt);
  expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_expired');
  expect(await holder.key(key.accessKey)).toMatchObject({ status: 'expired', expiresAt });
  expect((await holder.inventory()).find((item) => item.accessKey === key.accessKey)?.status).toBe('expired');
  const notices = wanted(await holder.call<{ expired: KeyBody[] }>('GET', '/api/v1/notices'), 200);
  expect(notices.expired.map((item) => item.accessKey)).toContain(key.accessKey);
});

it('counts a key as expiring from thirty days before its date on', async () => {
  const key = await holder.createKey({ expiresAt: await engine.after(30 * day + 600) });
  expect(key.status).toBe('active');
  await engine.advance(600);
  expect((await holder.key(key.accessKey)).status).toBe('expiring');
});

it.each([null, 1, 400])('restores an expired key with the same secret, also for %j days', async (days) => {
  const key = await holder.createKey({ name: 'Needed', expiresAt: await engine.after(day) });
  await engine.advance(500 * day);
  expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_expired');
  const expiresAt = days === null ? null : await engine.after(days * day);
  const restored = wanted(await call('PATCH', key.accessKey, '', { expiresAt }), 200);
  expect(restored).toMatchObject({
    accessKey: key.accessKey,
    name: 'Needed',
    createdAt: key.createdAt,
    expiresAt,
  });
  expect((await engine.whoami(bearer(key.token))).body).toMatchObject({
    accessKey: key.accessKey,
    expiresAt,
  });
});

it('restores nothing by editing the name of an expired key', async () => {
  const key = await holder.createKey({ expiresAt: await engine.after(day) });
  await engine.advance(2 * day);
  expect(wanted(await call('PATCH', key.accessKey, '', { name: 'Renamed' }), 200)).toMatchObject({
    name: 'Renamed',
    status: 'expired',
    expiresAt: key.expiresAt,
  });
  expectProblem(
    await call('PATCH', key.accessKey, '', { expiresAt: await engine.after(-1) }),
    400,
    'expires_in_past',
  );
  expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_expired');
});

it('expires a key now, whether it had a date or not', async () => {
  for (const expiresAt of [null, await engine.after(100 * day)]) {
    const key = await holder.createKey({ expiresAt });
    const before = await engine.now();
    const expired = wanted(await call('POST', key.accessKey, '/expire'), 200);
    expect(expired.status).toBe('expired');
    const at = Date.parse(expired.expiresAt ?? '');
    expect(at).toBeGreaterThanOrEqual(before.getTime() - 1000);
    expect(at).toBeLessThanOrEqual((await engine.now()).getTime());
    expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_expired');
  }
});

it('hears no expiration date, or anything else, that comes with an expiry or a deletion, and says so', async () => {
  const key = await holder.createKey();
  const expiresAt = await engine.after(40 * day);
  expect(faultyFields(await call('POST', key.accessKey, '/expire', { expiresAt }))).toEqual(['expiresAt']);
  expect(faultyFields(await call('DELETE', key.accessKey, '', { name: 'x' }))).toEqual(['name']);
  const text = { 'content-type': 'text/plain' };
  const path = `/api/v1/keys/${key.accessKey}/expire`;
  expectProblem(
    await holder.send({ method: 'POST', path, headers: text, body: 'now' }),
    415,
    'unsupported_media_type',
  );
  expect((await holder.key(key.accessKey)).status).toBe('active');
  wanted(await call('POST', key.accessKey, '/expire', {}), 200);
  wanted(await call('DELETE', key.accessKey, '', {}), 204);
});

it('changes nothing by expiring an expired key', async () => {
  const key = await holder.createKey({ expiresAt: await engine.after(day) });
  await engine.advance(3 * day);
  const before = await call('GET', key.accessKey);
  const again = await call('POST', key.accessKey, '/expire');
  expect([again.status, withoutUse(again.body)]).toEqual([200, withoutUse(before.body)]);
  expect((await call('GET', key.accessKey)).headers.get('etag')).toBe(before.headers.get('etag'));
});

it('deletes permanently, expired or not', async () => {
  for (const isExpired of [false, true]) {
    const key = await holder.createKey();
    if (isExpired) wanted(await call('POST', key.accessKey, '/expire'), 200);
    const gone = await call('DELETE', key.accessKey);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expectProblem(await call('DELETE', key.accessKey), 404, 'key_not_found');
    expectProblem(await call('GET', key.accessKey), 404, 'key_not_found');
    expectProblem(await call('POST', key.accessKey, '/expire'), 404, 'key_not_found');
    expectProblem(await call('PATCH', key.accessKey, '', { expiresAt: null }), 404, 'key_not_found');
    expectProblem(await call('PATCH', key.accessKey, '', { name: 'Back' }), 404, 'key_not_found');
    expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_invalid');
    expect((await holder.inventory()).map((item) => item.accessKey)).not.toContain(key.accessKey);
  }
});

it('brings no key back by a change that races with its deletion', async () => {
  for (let round = 0; round < 5; round += 1) {
    const key = await holder.createKey();
    const [, gone] = await Promise.all([
      call('PATCH', key.accessKey, '', { name: 'Racing', expiresAt: null }),
      call('DELETE', key.accessKey),
      call('POST', key.accessKey, '/expire'),
    ]);
    wanted(gone, 204);
    expectProblem(await call('GET', key.accessKey), 404, 'key_not_found');
    expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_invalid');
  }
});

it('lets a person whose account was deleted begin again by a new sign-in, wherever the clock has been moved', async () => {
  const person = await engine.newPerson();
  const { accountId } = (await person.ensureAccount()).account;
  const path = `/v1/accounts/${accountId}`;
  const remove = () => callOperator(engine, { method: 'DELETE', path }, 'OperatorProvision');
  expect((await remove()).status).toBe(202);
  await engine.advance(61);
  await remove();
  expectProblem(await person.call('PUT', '/api/v1/account'), 404, 'account_not_found');
  const again = await engine.signIn(person.email);
  expect((await again.ensureAccount()).account.accountId).not.toBe(accountId);
});
