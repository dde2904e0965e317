import { type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
}, startMs);

const create = (expiresAt: unknown) =>
  holder.call<NewKeyBody>('POST', '/api/v1/keys', { name: 'Dated', expiresAt });

it.each([
  ['2090-06-30T12:00:00Z', '2090-06-30T12:00:00Z'],
  ['2090-06-30T12:00:00+02:00', '2090-06-30T10:00:00Z'],
  ['2090-06-30T23:30:00-05:30', '2090-07-01T05:00:00Z'],
  ['2090-06-30t12:00:00z', '2090-06-30T12:00:00Z'],
  ['2090-06-30T12:00:00.999Z', '2090-06-30T12:00:00Z'],
  ['2092-02-29T00:00:00Z', '2092-02-29T00:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('shows the instant %s in UTC as %s', async (expiresAt, shown) => {
  const key = wanted(await create(expiresAt), 201);
  expect(key.expiresAt).toBe(shown);
  expect((await holder.key(key.accessKey)).expiresAt).toBe(shown);
});

it.each([
  ['UTC', '2090-06-30', '2090-07-01T00:00:00Z'],
  ['Europe/Berlin', '2090-06-30', '2090-06-30T22:00:00Z'],
  ['Europe/Berlin', '2090-12-31', '2090-12-31T23:00:00Z'],
  ['America/New_York', '2090-06-30', '2090-07-01T04:00:00Z'],
  ['Asia/Kathmandu', '2090-06-30', '2090-06-30T18:15:00Z'],
  ['Pacific/Kiritimati', '2090-06-30', '2090-06-30T10:00:00Z'],
])('takes a plain date as the end of that day: in %s, %s is %s', async (timeZone, date, shown) => {
  wanted(await holder.call('PATCH', '/api/v1/account', { timeZone }), 200);
  const key = wanted(await create(date), 201);
  expect(key.expiresAt).toBe(shown);
  const edited = await holder.call('PATCH', `/api/v1/keys/${key.accessKey}`, { expiresAt: date });
  expect(edited.body).toMatchObject({ expiresAt: shown });
});

it('leaves the dates of keys alone when the time zone of their account changes', async () => {
  wanted(await holder.call('PATCH', '/api/v1/account', { timeZone: 'Asia/Tokyo' }), 200);
  const key = wanted(await create('2090-06-30'), 201);
  wanted(await holder.call('PATCH', '/api/v1/account', { timeZone: 'UTC' }), 200);
  expect((await holder.key(key.accessKey)).expiresAt).toBe('2090-06-30T15:00:00Z');
});

it.each([
  '',
  'soon',
  '2090-02-30',
  '2091-02-29',
  '2090-13-01',
  '2090-6-30',
  '20900630',
  '2090-06-30T12:00:00',
  '2090-06-30T12:00Z',
  '2090-06-30T24:00:00Z',
  '2090-06-30T12:60:00Z',
  '2090-06-30T12:00:00+24:00',
  '2090-06-30T12:00:00 Z',
  ' 2090-06-30',
  '10000-01-01',
  '+012090-06-30T12:00:00Z',
  '２０９０-06-30',
  'Tue, 30 Jun 2090 12:00:00 GMT',
  `2090-06-30T12:00:00.${'9'.repeat(5000)}X`,
  3_800_000_000,
  0,
  true,
  ['2090-06-30'],
  { date: '2090-06-30' },
])('refuses %j, which is no date', async (expiresAt) => {
  expect(faultyFields(await create(expiresAt))).toEqual(['expiresAt']);
});

it('refuses a date that has passed, the present instant included, and makes no key', async () => {
  const before = (await holder.inventory()).length;
  const past = ['2001-01-01', '1970-01-01T00:00:00Z', await engine.after(-86_400), await engine.after(0)];
  for (const expiresAt of past) {
    const problem = expectProblem(await create(expiresAt), 400, 'expires_in_past');
    expect(problem.errors).toEqual([{ field: 'expiresAt', detail: expect.any(String) }]);
  }
  expect(await holder.inventory()).toHaveLength(before);
});

it('tells of a date before 1970 that it has passed, for it is a date', async () => {
  expectProblem(await create('1969-12-31T23:59:59Z'), 400, 'expires_in_past');
});

it('takes today for a date: the key works to the end of it', async () => {
  const today = (await engine.now()).toISOString().slice(0, 10);
  wanted(await holder.call('PATCH', '/api/v1/account', { timeZone: 'UTC' }), 200);
  expect(wanted(await create(today), 201).status).toBe('expiring');
});
