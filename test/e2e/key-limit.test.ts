import { type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, patiently, wanted } from '../support/engine-holder.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;

beforeAll(async () => {
  engine = await sharedEngine();
}, startMs);

const create = (holder: Holder, name: string) =>
  patiently(() => holder.call<NewKeyBody>('POST', '/api/v1/keys', { name }));

it('ends at exactly 100 keys after 130 simultaneous creates, and has room again for each that goes', async () => {
  const holder = await engine.newHolder();
  const responses = await Promise.all(Array.from({ length: 130 }, (_, i) => create(holder, `key ${i}`)));
  const made = responses.filter((response) => response.status === 201);
  const refused = responses.filter((response) => response.status !== 201);
  for (const response of refused) expectProblem(response, 409, 'key_limit_reached');
  expect([made.length, refused.length]).toEqual([99, 31]);

  const inventory = await holder.inventory();
  expect(new Set(inventory.map((key) => key.accessKey)).size).toBe(100);
  const listed = inventory.map((key) => key.accessKey);
  for (const response of made) expect(listed).toContain(response.body.accessKey);

  // Expired ones still take their place.
  const [first, second] = listed;
  wanted(await holder.call('POST', `/api/v1/keys/${first}/expire`), 200);
  expectProblem(await create(holder, 'one more'), 409, 'key_limit_reached');

  // Two go at once; of four that come at once, two find room.
  await Promise.all([first, second].map((accessKey) => holder.call('DELETE', `/api/v1/keys/${accessKey}`)));
  const again = await Promise.all(['a', 'b', 'c', 'd'].map((name) => create(holder, name)));
  expect(again.map((response) => response.status).toSorted()).toEqual([201, 201, 409, 409]);
  expect(await holder.inventory()).toHaveLength(100);
});

it('counts a key once, however often its deletion is asked for', async () => {
  const holder = await engine.newHolder();
  for (let round = 0; round < 3; round += 1) {
    const { accessKey } = await holder.createKey();
    const responses = await Promise.all(
      Array.from({ length: 6 }, () => holder.call('DELETE', `/api/v1/keys/${accessKey}`)),
    );
    expect(responses.map((response) => response.status).toSorted()).toEqual([204, 404, 404, 404, 404, 404]);
  }
  const responses = await Promise.all(Array.from({ length: 110 }, (_, i) => create(holder, `key ${i}`)));
  expect(responses.filter((response) => response.status === 201)).toHaveLength(99);
  expect(await holder.inventory()).toHaveLength(100);
});
