import { gunzipSync } from 'node:zlib';
import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, type KeyListBody, wanted } from '../support/engine-holder.ts';
import { faultyFields } from '../support/engine-problems.ts';

const day = 86_400;

let engine: EngineClient;
let holder: Holder;
/** Newest first. */
const made: string[] = [];

beforeAll(async () => {
  engine = await emptyEngine();
  holder = await engine.newPerson();
  made.push((await holder.ensureAccount()).defaultKey.accessKey);
  for (let i = 1; i < 12; i += 1) {
    const days = [null, 100, 20, 1][i % 4] ?? null;
    const expiresAt = days === null ? null : await engine.after(days * day);
    made.unshift((await holder.createKey({ name: `key ${i}`, expiresAt })).accessKey);
  }
  // The keys of one day end; 3 never, 3 in 98 days, 3 in 18 days, 3 over, with the default key among the first.
  await engine.advance(2 * day);
}, startMs);
afterAll(() => engine?.reset());

const list = (query = '') => holder.call<KeyListBody>('GET', `/api/v1/keys${query}`);

it('lists the whole inventory newest first, expired keys included', async () => {
  const { items, nextCursor } = wanted(await list(), 200);
  expect(items.map((key) => key.accessKey)).toEqual(made);
  expect(nextCursor).toBeNull();
  expect(items.filter((key) => key.status === 'expired')).toHaveLength(3);
});

it.each([1, 5, 6, 11, 12, 100])('gives each key once over pages of %i', async (limit) => {
  const pages = await allPages(`?limit=${limit}`);
  expect(pages.flat().map((key) => key.accessKey)).toEqual(made);
  expect(
    pages.map((page) => page.length).every((length, i) => length === limit || i === pages.length - 1),
  ).toBe(true);
});

it.each([
  ['active', 6],
  ['expiring', 3],
  ['expired', 3],
])('filters by status %s, over pages too', async (status, count) => {
  for (const limit of [100, 2]) {
    const keys = (await allPages(`?status=${status}&limit=${limit}`)).flat();
    expect(keys.map((key) => key.status)).toEqual(Array(count).fill(status));
    expect(keys.map((key) => key.accessKey)).toEqual(
      made.filter((accessKey) => keys.some((key) => key.accessKey === accessKey)),
    );
  }
});

it.each(['0', '101', '-1', '1.5', '1e1', 'ten', '', ' 5', '0x10', '٣', '1'.repeat(5000)])(
  'refuses the limit %j',
  async (limit) => {
    expect(faultyFields(await list(`?limit=${encodeURIComponent(limit)}`))).toEqual(['limit']);
  },
);

it.each(['Active', 'deleted', '', 'active,expired', '__proto__', '\0'])(
  'refuses the status %j',
  async (status) => {
    expect(faultyFields(await list(`?status=${encodeURIComponent(status)}`))).toEqual(['status']);
  },
);

it('names errors of several parameters at once', async () => {
  expect(faultyFields(await list('?limit=0&status=gone'))).toEqual(['limit', 'status']);
});

it('takes back no cursor but its own, for the same list', async () => {
  const cursor = wanted(await list('?limit=3'), 200).nextCursor ?? '';
  expect(cursor).not.toBe('');
  const [first = ''] = cursor;
  const forged = [
    '',
    'x',
    '..',
    'null',
    cursor.slice(0, -1),
    ` ${cursor}`,
    `!!${cursor}`,
    cursor.replace('.', '=.'),
    `${cursor}A`,
    `${cursor}.`,
    `${first === 'a' ? 'b' : 'a'}${cursor.slice(1)}`,
    cursor.toUpperCase(),
    [...cursor].toReversed().join(''),
    Buffer.from('{"pk":"a","sk":"b"}').toString('base64url'),
    'ü🔑',
    '\0',
    'c'.repeat(5000),
    ' ',
  ];
  for (const text of forged) {
    expect(faultyFields(await list(`?limit=3&cursor=${encodeURIComponent(text)}`))).toEqual(['cursor']);
  }
  expect(faultyFields(await list(`?status=active&cursor=${encodeURIComponent(cursor)}`))).toEqual(['cursor']);
  expect(wanted(await list(`?limit=3&cursor=${encodeURIComponent(cursor)}`), 200).items).toHaveLength(3);
});

it('takes each parameter once: which of two was meant is not guessed', async () => {
  expect(faultyFields(await list('?limit=5&limit=6'))).toEqual(['limit']);
  expect(faultyFields(await list('?status=active&status=expired&limit=5&limit=5'))).toEqual([
    'limit',
    'status',
  ]);
});

it('keeps its place when keys come and go between pages', async () => {
  const other = await engine.newHolder();
  const keys = [];
  for (let i = 0; i < 5; i += 1) keys.unshift((await other.createKey({ name: `${i}` })).accessKey);
  const first = wanted(await other.call<KeyListBody>('GET', '/api/v1/keys?limit=2'), 200);
  expect(first.items.map((key) => key.accessKey)).toEqual(keys.slice(0, 2));
  // The key at which the page ended goes, and a newer one comes.
  wanted(await other.call('DELETE', `/api/v1/keys/${keys[1]}`), 204);
  await other.createKey({ name: 'late' });
  const path = `/api/v1/keys?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`;
  const second = wanted(await other.call<KeyListBody>('GET', path), 200);
  expect(second.items.map((key) => key.accessKey)).toEqual(keys.slice(2, 4));
});

it('is compressed for clients that accept it, if it is long; a response with a secret never is', async () => {
  const call = (method: string, path: string, body?: object) =>
    holder.call<KeyListBody>(method, `/api/v1/keys${path}`, body, { 'accept-encoding': 'gzip' });
  const plain = await list('?include=days');
  const long = await call('GET', '?include=days');
  expect(long.headers.get('content-encoding')).toBe('gzip');
  expect(long.bytes.length).toBeLessThan(plain.bytes.length / 5);
  expect(JSON.parse(gunzipSync(long.bytes).toString())).toEqual(plain.body);
  const longest = { name: '🔑'.repeat(80), description: '🔑'.repeat(500) };
  for (const response of [await call('GET', '?limit=1'), await call('POST', '', longest)])
    expect(response.headers.get('content-encoding')).toBeNull();
});

async function allPages(query: string): Promise<KeyBody[][]> {
  const pages: KeyBody[][] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, nextCursor }: KeyListBody = wanted(await list(query + next), 200);
    pages.push(items);
    cursor = nextCursor;
  } while (cursor !== null && pages.length < 50);
  return pages;
}
