import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyListBody, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;
let owner: Holder;
let stranger: Holder;
let key: NewKeyBody;

beforeAll(async () => {
  engine = await sharedEngine();
  [owner, stranger] = [await engine.newHolder(), await engine.newHolder()];
  key = await owner.createKey({
    name: 'Private',
    description: 'plans',
    expiresAt: await engine.after(86_400),
  });
}, startMs);

const calls: { method: string; rest?: string; body?: object; headers?: Record<string, string> }[] = [
  { method: 'GET' },
  { method: 'GET', rest: '/usage' },
  { method: 'PATCH', body: { name: 'Stolen' } },
  { method: 'PATCH', body: { expiresAt: null } },
  { method: 'PATCH', body: { name: 'Stolen' }, headers: { 'if-match': '"1"' } },
  { method: 'PATCH', body: { name: 'Stolen' }, headers: { 'if-match': '*' } },
  { method: 'POST', rest: '/expire' },
  { method: 'POST', rest: '/rotations' },
  { method: 'POST', rest: '/rotations/current/finish' },
  { method: 'DELETE', rest: '/rotations/current' },
  { method: 'DELETE' },
];

it.each(calls)(
  "treats another account's key as one that never existed, and leaves it unchanged: %j",
  async ({ method, rest = '', body, headers }) => {
    const before = await owner.key(key.accessKey);
    // Of the stranger's own account, but never made: the most alike that there is.
    const [own] = await stranger.inventory();
    const absent = `${own?.accessKey.slice(0, 12)}${key.accessKey.slice(12)}`;
    const foreign = await stranger.call(method, `/api/v1/keys/${key.accessKey}${rest}`, body, headers);
    const never = await stranger.call(method, `/api/v1/keys/${absent}${rest}`, body, headers);
    expectProblem(foreign, 404, 'key_not_found');
    expect(withoutRequest(foreign)).toEqual(withoutRequest(never));
    expect(await owner.key(key.accessKey)).toEqual(before);
    expect((await engine.whoami(bearer(key.token))).body).toMatchObject({ name: 'Private' });
  },
);

it('finds the same errors in a request whether the key is one’s own, another’s or nobody’s', async () => {
  const faulty = { name: '', nmae: 'x' };
  const own = await owner.call('PATCH', `/api/v1/keys/${key.accessKey}`, faulty);
  const foreign = await stranger.call('PATCH', `/api/v1/keys/${key.accessKey}`, faulty);
  expect(faultyFields(own)).toEqual(['name', 'nmae']);
  expect(withoutRequest(foreign)).toEqual(withoutRequest(own));
});

it('tells by a past date nothing of whether a foreign key is there', async () => {
  const response = await stranger.call('PATCH', `/api/v1/keys/${key.accessKey}`, { expiresAt: '2001-01-01' });
  const absent = `${key.accessKey.slice(0, 12)}${'0'.repeat(12)}`;
  const never = await stranger.call('PATCH', `/api/v1/keys/${absent}`, { expiresAt: '2001-01-01' });
  expect(withoutRequest(response)).toEqual(withoutRequest(never));
});

it("takes no cursor of another account's list", async () => {
  for (const holder of [owner, stranger]) for (let i = 0; i < 3; i += 1) await holder.createKey();
  const { nextCursor } = wanted(await owner.call<KeyListBody>('GET', '/api/v1/keys?limit=2'), 200);
  const path = `/api/v1/keys?limit=2&cursor=${encodeURIComponent(nextCursor ?? '')}`;
  expect(wanted(await owner.call<KeyListBody>('GET', path), 200).items).toHaveLength(2);
  const response = await stranger.call('GET', path);
  expect(faultyFields(response)).toEqual(['cursor']);
  const forged = await stranger.call('GET', '/api/v1/keys?limit=2&cursor=x');
  expect(withoutRequest(response)).toEqual(withoutRequest(forged));
});

it('lists and counts only an account’s own keys', async () => {
  const mine = (await owner.inventory()).map((item) => item.accessKey);
  const theirs = (await stranger.inventory()).map((item) => item.accessKey);
  expect(mine.filter((accessKey) => theirs.includes(accessKey))).toEqual([]);
  for (const path of ['/api/v1/keys?limit=100', '/api/v1/notices', '/api/v1/account']) {
    const { text } = await stranger.call('GET', path);
    for (const word of [key.accessKey, 'Private', 'plans', owner.email]) expect(text).not.toContain(word);
  }
});

it('takes the account from the sign-in, whatever else a request says', async () => {
  const account = wanted(await owner.call<{ accountId: string }>('GET', '/api/v1/account'), 200);
  const said = {
    'x-latchkey-account-id': account.accountId,
    'x-account-id': account.accountId,
    'x-amzn-oidc-identity': account.accountId,
    'x-api-key': key.token,
  };
  const response = await stranger.call<{ accountId: string }>(
    'GET',
    `/api/v1/account?accountId=${account.accountId}`,
    undefined,
    said,
  );
  expect(wanted(response, 200).accountId).not.toBe(account.accountId);
  const created = await stranger.call('POST', '/api/v1/keys', { name: 'x', accountId: account.accountId });
  expect(faultyFields(created)).toEqual(['accountId']);
});

it('does not take an API key for a sign-in, nor a sign-in for an API key', async () => {
  const withKey = await engine.management({ path: '/api/v1/keys', headers: bearer(key.token) });
  expectProblem(withKey, 401, 'unauthenticated');
  expectProblem(await engine.whoami(bearer(owner.idToken)), 401, 'credentials_malformed');
});

/** Status, body and headers, but for what names this one request. */
function withoutRequest(response: ApiResponse) {
  const headers = [...response.headers].filter(
    ([name]) => !['date', 'x-amzn-requestid', 'x-amzn-trace-id'].includes(name),
  );
  return { status: response.status, headers, body: { ...(response.body as object), requestId: '' } };
}
