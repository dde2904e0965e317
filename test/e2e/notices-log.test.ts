import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, wanted } from '../support/engine-holder.ts';
import { passDays } from '../support/engine-mails.ts';
import { faultyFields } from '../support/engine-problems.ts';

const day = 86_400;

interface LogBody {
  items: {
    at: string;
    accessKey: string;
    name: string;
    kind: string;
    leadDays: number | null;
    expiresAt: string;
    delivered: boolean;
    to: string[];
  }[];
  nextCursor: string | null;
}

let engine: EngineClient;
let holder: Holder;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

const readLog = (from: Holder, query = '') => from.call<LogBody>('GET', `/api/v1/notices/log${query}`);
const logOf = async (from: Holder, query = '') => wanted(await readLog(from, query), 200);

/** Somebody with two keys about which five notices have been sent. */
async function newHolderWithLog(): Promise<Holder> {
  const made = await engine.newHolder();
  await made.createKey({ name: 'First', expiresAt: await engine.after(8 * day) });
  await made.createKey({ name: 'Second', expiresAt: await engine.after(10 * day) });
  await passDays(engine, 9);
  return made;
}

// For the tests that only read; those that change something make one of their own, and those that pass months come last.
beforeAll(async () => {
  holder = await newHolderWithLog();
});

it('tells when which notice of which key was sent, and to whom, newest first', async () => {
  const keys = await holder.inventory();
  const { items, nextCursor } = await logOf(holder);
  expect(items.map(({ name, kind, leadDays }) => [name, kind, leadDays])).toEqual([
    ['Second', 'expiring', 1],
    ['First', 'expired', null],
    ['First', 'expiring', 1],
    ['Second', 'expiring', 7],
    ['First', 'expiring', 7],
  ]);
  expect(nextCursor).toBeNull();
  for (const item of items) {
    const key = keys.find(({ accessKey }) => accessKey === item.accessKey);
    expect(item).toMatchObject({
      name: key?.name,
      expiresAt: key?.expiresAt,
      delivered: true,
      to: [holder.email],
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  }
  const instants = items.map(({ at }) => at);
  expect(instants).toEqual(instants.toSorted().toReversed());
});

it('is handed out in pages that hold each entry once', async () => {
  const whole = await logOf(holder);
  const paged: LogBody['items'] = [];
  const sizes: number[] = [];
  let cursor: string | null = null;
  do {
    const page: LogBody = await logOf(holder, `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
    paged.push(...page.items);
    sizes.push(page.items.length);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(whole.items);
  expect(sizes).toEqual([2, 2, 1]);
});

it('keeps what was told about a key that has been deleted or renamed since', async () => {
  const own = await newHolderWithLog();
  const before = await logOf(own);
  for (const { accessKey, name } of await own.inventory()) {
    const path = `/api/v1/keys/${accessKey}`;
    if (name === 'First') wanted(await own.call('DELETE', path), 204);
    if (name === 'Second') wanted(await own.call('PATCH', path, { name: 'Third' }), 200);
  }
  expect(await logOf(own)).toEqual(before);
});

it('is nobody else’s', async () => {
  const other = await engine.newHolder();
  expect(await logOf(other)).toEqual({ items: [], nextCursor: null });
});

it('takes back no cursor but its own', async () => {
  const { nextCursor } = await logOf(holder, '?limit=2');
  const keysCursor = wanted(
    await holder.call<{ nextCursor: string }>('GET', '/api/v1/keys?limit=1'),
    200,
  ).nextCursor;
  const other = await newHolderWithLog();
  const otherCursor = (await logOf(other, '?limit=2')).nextCursor;
  const [position = '', signature = ''] = nextCursor?.split('.') ?? [];
  const moved = Buffer.from('NOTICE#00000000000000#x').toString('base64url');
  for (const forged of [
    keysCursor,
    otherCursor,
    '',
    'x',
    '.',
    position,
    `${position}.`,
    `.${signature}`,
    `${moved}.${signature}`,
    `${nextCursor}x`,
    `${nextCursor}.x`,
    `${position}x.${signature}`,
    '%00',
    'ACCOUNT',
    'a'.repeat(3000),
  ]) {
    const response = await readLog(holder, `?limit=2&cursor=${forged}`);
    expect([forged, faultyFields(response)]).toEqual([forged, ['cursor']]);
  }
});

it.each(['0', '101', '1.5', '-1', 'x', '', '1e1'])('refuses a limit of %j', async (limit) => {
  expect(faultyFields(await readLog(holder, `?limit=${limit}`))).toEqual(['limit']);
});

it('goes back 90 days', async () => {
  const own = await newHolderWithLog();
  await engine.advance(82 * day);
  expect((await logOf(own)).items).not.toHaveLength(0);
  await engine.advance(10 * day);
  expect((await logOf(own)).items).toEqual([]);
});
