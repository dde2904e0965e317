import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, wanted, withoutUse } from '../support/engine-holder.ts';

const day = 86_400;

let engine: EngineClient;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

interface Notices {
  expired: KeyBody[];
  expiring: KeyBody[];
}

const noticesOf = async (holder: Holder) => wanted(await holder.call<Notices>('GET', '/api/v1/notices'), 200);
const names = (keys: KeyBody[]) => keys.map((key) => key.name);

it('is empty while nothing is about to expire', async () => {
  const holder = await engine.newHolder();
  await holder.createKey({ expiresAt: await engine.after(31 * day) });
  expect(await noticesOf(holder)).toMatchObject({ expired: [], expiring: [] });
});

it('follows the clock, most urgent first, and shows keys as they are listed', async () => {
  const holder = await engine.newHolder();
  for (const days of [20, 3, 90, 40, 10]) {
    await holder.createKey({ name: `in ${days}`, expiresAt: await engine.after(days * day) });
  }
  expect(names((await noticesOf(holder)).expiring)).toEqual(['in 3', 'in 10', 'in 20']);

  await engine.advance(15 * day);
  const later = await noticesOf(holder);
  expect(names(later.expiring)).toEqual(['in 20', 'in 40']);
  expect(names(later.expired).toSorted()).toEqual(['in 10', 'in 3']);

  const inventory = await holder.inventory();
  for (const key of [...later.expiring, ...later.expired]) expect(inventory).toContainEqual(withoutUse(key));
});

it('loses a key as soon as it is restored or deleted, and gains one that is expired by hand', async () => {
  const holder = await engine.newHolder();
  const restored = await holder.createKey({ name: 'restored', expiresAt: await engine.after(day) });
  const deleted = await holder.createKey({ name: 'deleted', expiresAt: await engine.after(day) });
  const stopped = await holder.createKey({ name: 'stopped' });
  await engine.advance(2 * day);
  expect(names((await noticesOf(holder)).expired).toSorted()).toEqual(['deleted', 'restored']);

  wanted(await holder.call('PATCH', `/api/v1/keys/${restored.accessKey}`, { expiresAt: null }), 200);
  wanted(await holder.call('DELETE', `/api/v1/keys/${deleted.accessKey}`), 204);
  wanted(await holder.call('POST', `/api/v1/keys/${stopped.accessKey}/expire`), 200);
  expect(names((await noticesOf(holder)).expired)).toEqual(['stopped']);
});

it('shows nobody the keys of another account', async () => {
  const [first, second] = [await engine.newHolder(), await engine.newHolder()];
  await first.createKey({ expiresAt: await engine.after(day) });
  expect(await noticesOf(second)).toMatchObject({ expired: [], expiring: [] });
});
