import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import {
  type Holder,
  type KeyBody,
  type NewKeyBody,
  type NewRotationBody,
  wanted,
} from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let key: NewKeyBody;
let path: string;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
}, startMs);
beforeEach(async () => {
  key = await holder.createKey();
  path = `/api/v1/keys/${key.accessKey}`;
});

const rotate = (body?: object, headers = {}) =>
  holder.call<NewRotationBody>('POST', `${path}/rotations`, body, headers);
const rotated = async (body?: object) => wanted(await rotate(body), 201);
const finish = (headers = {}) =>
  holder.call<KeyBody>('POST', `${path}/rotations/current/finish`, undefined, headers);
const cancel = (query = '', headers = {}) =>
  holder.call('DELETE', `${path}/rotations/current${query}`, undefined, headers);
const read = async () => (await holder.key(key.accessKey)).rotation;
/** What whoami says of each token: the secret that it is, or why it is refused. */
const tell = (...tokens: string[]) =>
  Promise.all(
    tokens.map(async (token) => {
      const { body } = await engine.whoami(bearer(token));
      return body.secret ?? (body as unknown as { code: string }).code;
    }),
  );
/** Calls the operator's API with a token, of which the log tells. */
const use = async (token: string) => {
  await engine.gateway({ path: '/orders', headers: bearer(token) });
  await engine.deliverLogs();
};

it('gives a key a second secret; from its first use, a test aside, the first one ends after the overlap', async () => {
  const created = await rotate({ overlapSeconds: 3600 });
  const { rotation, secretKey, token } = wanted(created, 201);
  expect(rotation).toEqual({
    state: 'pending',
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    overlapSeconds: 3600,
    oldSecretEndsAt: null,
    newSecretLastUsedAt: null,
    oldSecretLastUsedAt: null,
  });
  expect(created.headers.get('etag')).toBe('"2"');
  expect(token).toContain(`_${key.accessKey}_${secretKey}`);
  expect((await holder.call('GET', path)).text).not.toContain(secretKey);
  expect(await tell(key.token, token)).toEqual(['current', 'new']);
  await engine.deliverLogs();
  expect(await read()).toMatchObject({ state: 'pending', newSecretLastUsedAt: expect.any(String) });
  await use(token);
  const overlap = await read();
  expect(overlap).toMatchObject({ state: 'overlap', oldSecretLastUsedAt: expect.any(String) });
  const left = Date.parse(overlap?.oldSecretEndsAt ?? '') - (await engine.now()).getTime();
  expect(left).toBeLessThanOrEqual(3_600_000);
  expect(await tell(key.token, token)).toEqual(['old', 'current']);
  const finished = wanted(await finish(), 200);
  expect(finished.rotation).toBeNull();
  expect(await tell(key.token, token)).toEqual(['secret_rotated', 'current']);
});

it('takes a day for the overlap, and needs no body', async () => {
  expect((await rotated()).rotation.overlapSeconds).toBe(86_400);
});

it('is cancelled without harm while the new secret is not used, and by force then', async () => {
  const { token } = await rotated({ overlapSeconds: 60 });
  wanted(await cancel(), 204);
  expect(await tell(key.token, token)).toEqual(['current', 'secret_rotated']);
  expectProblem(await cancel(), 409, 'no_rotation');
  expectProblem(await finish(), 409, 'no_rotation');
  const second = await rotated({ overlapSeconds: 600 });
  await use(second.token);
  expectProblem(await cancel(), 409, 'rotation_in_use');
  expectProblem(await cancel('?force=false'), 409, 'rotation_in_use');
  expect(await tell(key.token, second.token)).toEqual(['old', 'current']);
  wanted(await cancel('?force=true'), 204);
  expect(await tell(key.token, second.token, token)).toEqual(['current', 'secret_rotated', 'key_invalid']);
});

it('says which secret another rotation would end, and ends it only by force', async () => {
  const { token } = await rotated();
  const { detail } = expectProblem(await rotate(), 409, 'rotation_in_progress');
  expect(detail).toMatch(/^The new secret .* would end at once\. /);
  expect(await tell(key.token, token)).toEqual(['current', 'new']);
  const next = await rotated({ force: true });
  expect(await tell(key.token, token, next.token)).toEqual(['current', 'secret_rotated', 'new']);
});

it('is refused for an expired key, which is restored first', async () => {
  const { token } = await rotated();
  wanted(await holder.call('POST', `${path}/expire`), 200);
  expectProblem(await rotate({ force: true }), 409, 'key_not_active');
  expect(await tell(key.token, token)).toEqual(['key_expired', 'key_expired']);
  wanted(await holder.call('PATCH', path, { expiresAt: null }), 200);
  expect(await tell(key.token, token)).toEqual(['current', 'new']);
});

it('is refused if the key has changed since it was read', async () => {
  const stale = { 'if-match': '"7"' };
  expectProblem(await rotate({}, stale), 412, 'key_changed');
  wanted(await rotate({}, { 'if-match': '"7", "1"' }), 201);
  expectProblem(await finish(stale), 412, 'key_changed');
  expectProblem(await cancel('', stale), 412, 'key_changed');
  expect((await read())?.state).toBe('pending');
  expect(faultyFields(await cancel('', { 'if-match': '2' }))).toEqual(['If-Match']);
  wanted(await finish({ 'if-match': '"2"' }), 200);
});

it('names every fault of a request, and changes nothing', async () => {
  const faults = await rotate({ overlapSeconds: 2_592_001, force: 'yes', overlap: 1 });
  expect(faultyFields(faults)).toEqual(['force', 'overlap', 'overlapSeconds']);
  for (const overlapSeconds of [-1, 1.5, '60', null])
    expect(faultyFields(await rotate({ overlapSeconds }))).toEqual(['overlapSeconds']);
  expect(faultyFields(await cancel('?force=1'))).toEqual(['force']);
  const headers = { 'if-match': '2', 'idempotency-key': 'short' };
  const wrong = { overlapSeconds: -1, '': 1 };
  const fields = ['', 'Idempotency-Key', 'If-Match', 'overlapSeconds'];
  expect(faultyFields(await rotate(wrong, headers))).toEqual(fields);
  expect(faultyFields(await cancel('?force=1', headers))).toEqual(['If-Match', 'force']);
  expect(await read()).toBeNull();
});

it('asks for a sign-in, and treats the key of somebody else as one that never existed', async () => {
  const stranger = await engine.newHolder();
  for (const [method, end] of [
    ['POST', 'rotations'],
    ['POST', 'rotations/current/finish'],
    ['DELETE', 'rotations/current'],
  ] as const) {
    expectProblem(await stranger.call(method, `${path}/${end}`), 404, 'key_not_found');
    expectProblem(await engine.management({ method, path: `${path}/${end}` }), 401, 'unauthenticated');
  }
  expect(await read()).toBeNull();
});

describe('a repeated rotation', () => {
  const idempotencyKey = 'sent twice, rotated once';

  it('gives the same secret key, is told so, and is refused with another body or for an ended secret key', async () => {
    const once = { 'idempotency-key': idempotencyKey };
    const first = await rotate({ overlapSeconds: 3600 }, { ...once, 'if-match': '"1"' });
    const again = await rotate(
      { overlapSeconds: 3600 },
      { 'idempotency-key': `"${idempotencyKey}"`, 'if-match': '"1"' },
    );
    expect(wanted(again, 201)).toEqual(wanted(first, 201));
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expectProblem(await rotate({}, once), 422, 'idempotency_key_mismatch');
    await rotated({ force: true });
    expectProblem(await rotate({ overlapSeconds: 3600 }, once), 409, 'idempotency_key_used');
  });

  it.each(['x'.repeat(15), 'x'.repeat(256), '"x'])(
    'is refused under a bad Idempotency-Key (%#), with every other fault, and changes nothing',
    async (bad) => {
      const faults = await rotate({ overlapSeconds: -1, until: 1 }, { 'idempotency-key': bad });
      expect(faultyFields(faults)).toEqual(['Idempotency-Key', 'overlapSeconds', 'until']);
      expect(await read()).toBeNull();
    },
  );
});

describe('a key that rotates itself', () => {
  const rotateItself = (token: string, body?: object, headers = {}) =>
    engine.gateway<NewRotationBody>({
      method: 'POST',
      path: '/v1/whoami/rotations',
      headers: { ...bearer(token), ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const allow = async (selfRotation = true) =>
    wanted(await holder.call('PATCH', path, { selfRotation }), 200);

  it('gets a second secret from its current one, for a day at least, and nothing of who uses it', async () => {
    await allow();
    const response = await rotateItself(key.token);
    const { rotation, secretKey, token } = wanted(response, 201);
    expect(rotation).toEqual({
      state: 'pending',
      startedAt: expect.any(String),
      overlapSeconds: 86_400,
      oldSecretEndsAt: null,
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(token).toContain(`_${key.accessKey}_${secretKey}`);
    expect(await tell(key.token, token)).toEqual(['current', 'new']);
    // It is a test of the secret, not the first use of the new one.
    expectProblem(await rotateItself(token, { force: true }), 409, 'rotation_in_progress');
    await engine.deliverLogs();
    expect((await read())?.state).toBe('pending');
    await use(token);
    expect(await tell(key.token, token)).toEqual(['old', 'current']);
    for (const each of [key.token, token])
      expectProblem(await rotateItself(each, { force: true }), 409, 'rotation_in_progress');
  });

  it('gives one of three replicas at once a secret, tells the others what to do, and locks nobody out', async () => {
    await allow();
    const responses = await Promise.all([1, 2, 3].map(() => rotateItself(key.token)));
    const [winner, ...others] = responses.toSorted((a, b) => a.status - b.status);
    const { token } = wanted(winner as (typeof responses)[0], 201);
    expect(others).toHaveLength(2);
    for (const each of others)
      expect(expectProblem(each, 409, 'rotation_in_progress').detail).toMatch(
        /Take the new one from where it was saved/,
      );
    expect(await tell(key.token, token)).toEqual(['current', 'new']);
  });

  it('gives one secret to all that share an Idempotency-Key, and to the repeat of a lost response', async () => {
    await allow();
    const once = { 'idempotency-key': 'of this deployment' };
    const responses = await Promise.all([1, 2, 3].map(() => rotateItself(key.token, {}, once)));
    const [token] = new Set(responses.map((each) => wanted(each, 201).token));
    expect(responses.filter((each) => each.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    await use(token ?? '');
    // In the overlap, by a replica that still has the old one.
    expect(wanted(await rotateItself(key.token, {}, once), 201)).toMatchObject({
      token,
      rotation: { state: 'overlap' },
    });
    expectProblem(await rotateItself(key.token, { force: true }, once), 422, 'idempotency_key_mismatch');
    await allow(false);
    expectProblem(await rotateItself(key.token, {}, once), 403, 'self_rotation_not_allowed');
  });

  it('is refused unless its holder allows it, and names every fault of a request', async () => {
    expectProblem(await rotateItself(key.token), 403, 'self_rotation_not_allowed');
    await allow();
    const faults = await rotateItself(
      key.token,
      { overlapSeconds: 86_399, force: 1, days: 2 },
      { 'idempotency-key': 'too short' },
    );
    expect(faultyFields(faults)).toEqual(['Idempotency-Key', 'days', 'force', 'overlapSeconds']);
    expectProblem(await rotateItself(`${key.token.slice(0, -7)}x`), 401, 'credentials_malformed');
    expectProblem(
      await engine.gateway({ path: '/v1/whoami/rotations', headers: bearer(key.token) }),
      404,
      'not_found',
    );
    wanted(await holder.call('POST', `${path}/expire`), 200);
    expectProblem(await rotateItself(key.token), 401, 'key_expired');
    expect(await read()).toBeNull();
  });
});
