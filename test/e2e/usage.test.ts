import { apiKey, basic, bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

interface UseBody {
  verdict: string;
  callsLast7Days: number;
  refusedLast7Days: number;
  since: string | null;
  asOf: string | null;
}
interface UsageBody {
  accessKey: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  lastRefusedAt: string | null;
  use: UseBody;
  days: { date: string; calls: number; clientErrors: number; serverErrors: number; refused: number }[];
}
type UsedKey = Pick<UsageBody, 'accessKey' | 'lastUsedAt' | 'lastRefusedAt' | 'use'> & {
  days?: { date: string; calls: number; refused: number }[];
};

let engine: EngineClient;
let holder: Holder;
/** Used, then expired, and still called; another one, in use; and the default key, unused. */
let expired: NewKeyBody;
let used: NewKeyBody;
/** Of the day that the calls were made on: none of them may fall on the next. */
let calledAt: string;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
  [expired, used] = [await holder.createKey({ name: 'Expired' }), await holder.createKey({ name: 'Used' })];
  calledAt = (await engine.now()).toISOString().slice(0, 10);
  const dead = { path: '/orders' };
  await engine.whoami(bearer(expired.token));
  await engine.whoami(apiKey(expired.token));
  await engine.whoami(basic(expired.accessKey, expired.secretKey));
  // There is no upstream: the key is let in, and the gateway says 5xx.
  await engine.gateway({ ...dead, headers: bearer(expired.token) });
  await engine.whoami(bearer(used.token));
  // Of nobody: no secret was proven.
  await engine.whoami(basic(used.accessKey, expired.secretKey));
  await engine.whoami({});
  wanted(await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`), 200);
  await engine.whoami(bearer(expired.token));
  await engine.gateway({ ...dead, headers: bearer(expired.token) });
  await engine.deliverLogs();
}, startMs);

const usageOf = async ({ accessKey }: NewKeyBody, query = '') =>
  wanted(await holder.call<UsageBody>('GET', `/api/v1/keys/${accessKey}/usage${query}`), 200);
const sumOf = (days: UsageBody['days'], field: 'calls' | 'clientErrors' | 'serverErrors' | 'refused') =>
  days.reduce((sum, day) => sum + day[field], 0);

it('counts the calls of a key by outcome, those that were refused apart, and nobody else’s', async () => {
  const usage = await usageOf(expired);
  const sums = (['calls', 'clientErrors', 'serverErrors', 'refused'] as const).map((field) =>
    sumOf(usage.days, field),
  );
  expect(sums).toEqual([4, 0, 1, 2]);
  expect(usage).toMatchObject({
    accessKey: expired.accessKey,
    lastUsedFrom: '127.0.0.0/24',
    use: { verdict: 'still_called', callsLast7Days: 4, refusedLast7Days: 2 },
  });
  expect(usage.lastUsedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Date.parse(usage.lastRefusedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(usage.lastUsedAt ?? ''));
  expect((await usageOf(used)).days.at(-1)).toMatchObject({ refused: 0, serverErrors: 0 });
  expect(sumOf((await usageOf(used)).days, 'calls')).toBe(1);
});

it('has an entry for each day that is asked for, zeros included, up to today', async () => {
  expect((await usageOf(used)).days).toHaveLength(30);
  const { days } = await usageOf(used, '?days=90');
  expect(days).toHaveLength(90);
  const dates = days.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted());
  expect((days.find(({ calls }) => calls > 0)?.date ?? '') >= calledAt).toBe(true);
  expect(await usageOf(used, '?days=1')).toMatchObject({ days: [{ date: dates.at(-1) }] });
});

it('says the same in the list, of one key and in the banner, with days when they are asked for', async () => {
  const list = wanted(await holder.call<{ items: UsedKey[] }>('GET', '/api/v1/keys?include=days'), 200).items;
  const found = list.find(({ accessKey }) => accessKey === expired.accessKey);
  const { lastUsedAt, lastRefusedAt, use } = await usageOf(expired);
  const facts = {
    lastUsedAt,
    lastRefusedAt,
    use: { ...use, asOf: expect.any(String) },
  };
  expect(found).toMatchObject(facts);
  expect(found?.days).toHaveLength(30);
  expect(found?.days?.reduce((sum, { calls, refused }) => sum + calls + refused, 0)).toBe(6);
  const [defaultKey] = list.filter(({ lastUsedAt: at }) => at === null);
  expect(defaultKey).toMatchObject({ lastRefusedAt: null, use: { callsLast7Days: 0 } });
  expect(['unused', 'unknown']).toContain(defaultKey?.use.verdict);
  const plain = await holder.call<{ items: UsedKey[] }>('GET', '/api/v1/keys');
  for (const key of plain.body.items) expect(key).not.toHaveProperty('days');
  expect((await holder.call('GET', `/api/v1/keys/${expired.accessKey}`)).body).toMatchObject(facts);
  const banner = await holder.call<{ expired: UsedKey[] }>('GET', '/api/v1/notices');
  expect(banner.body.expired).toMatchObject([facts]);
});

it('sums up the account, without keys that were deleted', async () => {
  const total = async () => {
    const { days } = wanted(await holder.call<UsageBody>('GET', '/api/v1/usage?days=3'), 200);
    expect(days).toHaveLength(3);
    return [sumOf(days, 'calls'), sumOf(days, 'refused')];
  };
  expect(await total()).toEqual([5, 2]);
  const third = await holder.createKey();
  await engine.whoami(bearer(third.token));
  await engine.deliverLogs();
  expect(await total()).toEqual([6, 2]);
  wanted(await holder.call('DELETE', `/api/v1/keys/${third.accessKey}`), 204);
  expect(await total()).toEqual([5, 2]);
  expectProblem(await holder.call('GET', `/api/v1/keys/${third.accessKey}/usage`), 404, 'key_not_found');
});

it.each(['0', '91', '-1', '1.5', 'all', '', '030'])('refuses days=%s', async (days) => {
  for (const path of [`/api/v1/keys/${used.accessKey}/usage`, '/api/v1/usage']) {
    const response = await holder.call('GET', `${path}?days=${days}`);
    expectProblem(response, 400, 'invalid_request');
    expect(faultyFields(response)).toEqual(['days']);
  }
});

it('refuses to include anything else in a list', async () => {
  const response = await holder.call('GET', '/api/v1/keys?include=weeks');
  expectProblem(response, 400, 'invalid_request');
  expect(faultyFields(response)).toEqual(['include']);
});

it('asks for a sign-in, and for an account', async () => {
  const person = await engine.newPerson();
  for (const path of [`/api/v1/keys/${used.accessKey}/usage`, '/api/v1/usage']) {
    expectProblem(await engine.management({ path }), 401, 'unauthenticated');
    expectProblem(await person.call('GET', path), 404, 'account_not_found');
  }
});
