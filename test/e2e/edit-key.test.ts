import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, type NewKeyBody, wanted, withoutUse } from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let key: NewKeyBody;
let path: string;

beforeAll(async () => {
  engine = await emptyEngine();
  holder = await engine.newHolder();
}, startMs);
afterAll(() => engine?.reset());

beforeEach(async () => {
  key = await holder.createKey({ name: 'Before', description: 'kept', expiresAt: '2090-06-30T12:00:00Z' });
  path = `/api/v1/keys/${key.accessKey}`;
});
afterEach(() => holder.call('DELETE', path));

const edit = (body: unknown, headers?: Record<string, string>) =>
  holder.call<KeyBody>('PATCH', path, body, headers);
const etagOf = async () => (await holder.call('GET', path)).headers.get('etag') ?? '';

it.each([
  [{ name: ' After ' }, { name: 'After' }],
  [{ description: 'new' }, { description: 'new' }],
  [{ description: null }, { description: null }],
  [{ expiresAt: '2091-01-01T00:00:00+01:00' }, { expiresAt: '2090-12-31T23:00:00Z' }],
  [{ expiresAt: null }, { expiresAt: null }],
  [{ selfRotation: true }, { selfRotation: true }],
  [
    { name: 'After', description: null, expiresAt: null },
    { name: 'After', description: null, expiresAt: null },
  ],
])('changes what %j names and keeps the rest', async (body, changed) => {
  const { secretKey: _, token: __, ...before } = key;
  await engine.advance(5);
  const after = withoutUse(wanted(await edit(body), 200));
  expect(after).toEqual({ ...before, ...changed, updatedAt: expect.any(String) });
  expect(after.updatedAt > before.updatedAt).toBe(true);
  expect(await holder.key(key.accessKey)).toEqual(after);
});

it.each([
  [{}, 1],
  [{ name: null }, ['name']],
  [{ name: '' }, ['name']],
  [{ selfRotation: null }, ['selfRotation']],
  [{ selfRotation: 'true', name: '' }, ['name', 'selfRotation']],
  [
    { name: 'n'.repeat(81), description: 7, expiresAt: 'later', expires: null },
    ['description', 'expires', 'expiresAt', 'name'],
  ],
  [{ accessKey: 'x' }, ['accessKey']],
  [{ name: 'Half', status: 'active' }, ['status']],
])('refuses %j and changes nothing', async (body, fields) => {
  const before = await holder.key(key.accessKey);
  const found = faultyFields(await edit(body));
  if (typeof fields === 'number') expect(found).toHaveLength(fields);
  else expect(found).toEqual(expect.arrayContaining(fields));
  expect(await holder.key(key.accessKey)).toEqual(before);
});

it('refuses an empty body, and a date that has passed with all else that came with it', async () => {
  const before = await holder.key(key.accessKey);
  expectProblem(
    await holder.call('PATCH', path, undefined, { 'content-type': 'application/json' }),
    400,
    'invalid_request',
  );
  expectProblem(await edit({ name: 'Half', expiresAt: await engine.after(-60) }), 400, 'expires_in_past');
  expect(await holder.key(key.accessKey)).toEqual(before);
});

it('changes the ETag with every change, and with nothing else', async () => {
  const first = await etagOf();
  expect(first).toMatch(/^"[^"]+"$/);
  expect(await etagOf()).toBe(first);
  const edited = await edit({ name: 'After' });
  expect(edited.headers.get('etag')).not.toBe(first);
  expect(await etagOf()).toBe(edited.headers.get('etag'));
});

it('makes a change whose If-Match is current, or any, and no other', async () => {
  const stale = await etagOf();
  wanted(await edit({ name: 'One' }, { 'if-match': stale }), 200);
  expectProblem(await edit({ name: 'Two' }, { 'if-match': stale }), 412, 'key_changed');
  expect((await holder.key(key.accessKey)).name).toBe('One');
  wanted(await edit({ name: 'Three' }, { 'If-Match': await etagOf() }), 200);
  wanted(await edit({ name: 'Four' }, { 'if-match': '*' }), 200);
});

it.each([
  '"0"',
  '"-1"',
  '"999999"',
  '""',
  '"1e0"',
  '"__proto__"',
  '"1", "99"',
  `"${'9'.repeat(5000)}"`,
  'W/"x"',
])('takes the forged ETag %s for a stale one', async (forged) => {
  // The second version, so that no form of 1 is right.
  wanted(await edit({ name: 'Second' }), 200);
  expectProblem(await edit({ name: 'Forged' }, { 'if-match': forged }), 412, 'key_changed');
  expect((await holder.key(key.accessKey)).name).toBe('Second');
});

it.each(['abc', '"1', '1', '"1", 2', '*, "1"'])(
  'refuses the If-Match %s, which is no ETag',
  async (header) => {
    expect(faultyFields(await edit({ name: 'Forged' }, { 'if-match': header }))).toEqual(['If-Match']);
    const fields = ['If-Match', 'colour', 'name'];
    expect(faultyFields(await edit({ name: '', colour: 1 }, { 'if-match': header }))).toEqual(fields);
  },
);

it('makes a change whose If-Match lists the current version among others', async () => {
  const etag = await etagOf();
  const change = { name: 'Listed', expiresAt: null };
  wanted(await edit(change, { 'if-match': `"9999", ${etag}, W/"x"` }), 200);
  expectProblem(await edit(change, { 'if-match': `"9999", ${etag}` }), 412, 'key_changed');
});

it('lets one of ten simultaneous changes with the same ETag win', async () => {
  const etag = await etagOf();
  const responses = await Promise.all(
    Array.from({ length: 10 }, (_, i) => edit({ name: `Racer ${i}` }, { 'if-match': etag })),
  );
  const winners = responses.filter((response) => response.status === 200);
  expect(winners).toHaveLength(1);
  for (const response of responses) if (response.status !== 200) expectProblem(response, 412, 'key_changed');
  expect((await holder.key(key.accessKey)).name).toBe(winners[0]?.body.name);
});

it('loses none of several simultaneous changes of different fields', async () => {
  const responses = await Promise.all([
    edit({ name: 'Both' }),
    edit({ description: 'of them' }),
    edit({ expiresAt: '2092-01-01T00:00:00Z' }),
  ]);
  for (const response of responses) wanted(response, 200);
  expect(await holder.key(key.accessKey)).toMatchObject({
    name: 'Both',
    description: 'of them',
    expiresAt: '2092-01-01T00:00:00Z',
  });
});

it('returns 404 for a key that never existed, whatever If-Match says', async () => {
  const absent = `/api/v1/keys/${key.accessKey.slice(0, -1)}${key.accessKey.endsWith('a') ? 'b' : 'a'}`;
  expectProblem(await holder.call('PATCH', absent, { name: 'x' }), 404, 'key_not_found');
  expectProblem(
    await holder.call('PATCH', absent, { name: 'x' }, { 'if-match': '"1"' }),
    404,
    'key_not_found',
  );
  expectProblem(await holder.call('PATCH', absent, { expiresAt: null }), 404, 'key_not_found');
});
