import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../support/engine.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, patiently, wanted } from '../support/engine-holder.ts';
import { postLocal } from '../support/engine-mails.ts';
import { expectProblem } from '../support/engine-problems.ts';

let data: string;
let engine: Engine | undefined;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'latchkey-data-'));
});
afterAll(async () => {
  await engine?.stop();
  await rm(data, { recursive: true, force: true });
});

interface Left {
  email: string;
  inventory: unknown;
  live: NewKeyBody;
  expired: NewKeyBody;
  deleted: NewKeyBody;
}

it(
  'keeps what was answered, after SIGINT and after SIGKILL in the middle of writes, and the account of a first PUT',
  async () => {
    engine = await Engine.start({ data });
    const { port } = engine;
    const before = await leave(engine, 'sigint@example.com');
    // What is kept is not thrown away by a call that any page may make.
    expect((await postLocal(engine, 'reset')).status).toBe(409);
    // At once after the last response.
    await engine.end('SIGINT');
    await engine.stop();

    engine = await Engine.start({ data, port });
    const after = await leave(engine, 'sigkill@example.com');
    const holder = await engine.newHolder();
    const newcomer = await engine.newPerson();
    const made = await writeUntilKilled(engine, holder, newcomer);
    await engine.stop();

    engine = await Engine.start({ data, port });
    for (const left of [before, after]) await expectLeft(engine, left);
    await expectBurst(await engine.signIn(holder.email), made, engine);
    const again = await engine.signIn(newcomer.email);
    expect([200, 201]).toContain((await again.call('PUT', '/api/v1/account')).status);
    wanted(await again.call('GET', '/api/v1/account'), 200);
    expect((await again.inventory()).filter((key) => key.default)).toHaveLength(1);
  },
  startMs,
);

/** One after the other and side by side, until the engine is gone in the middle of them. @returns the confirmed keys */
async function writeUntilKilled(running: Engine, holder: Holder, newcomer: Holder): Promise<NewKeyBody[]> {
  const made: NewKeyBody[] = [];
  const writers = Array.from({ length: 6 }, async () => {
    for (let i = 0; i < 15; i += 1) {
      const response = await holder.call<NewKeyBody>('POST', '/api/v1/keys', { name: 'burst' });
      if (response.status === 201) made.push(response.body);
      if (made.length < 20) continue;
      void newcomer.call('PUT', '/api/v1/account').catch(() => undefined);
      await running.end('SIGKILL');
    }
  });
  await Promise.allSettled(writers);
  expect(made.length).toBeGreaterThanOrEqual(20);
  return made;
}

/** What was confirmed is there, and half-done creates neither take room for long nor make any. */
async function expectBurst(holder: Holder, made: readonly NewKeyBody[], running: Engine): Promise<void> {
  const inventory = (await holder.inventory()).map((key) => key.accessKey);
  expect(inventory).toEqual(expect.arrayContaining(made.map((key) => key.accessKey)));
  for (const key of made) expect((await running.whoami(bearer(key.token))).status).toBe(200);
  await running.advance(120);
  const responses = await Promise.all(
    Array.from({ length: 110 }, () => patiently(() => holder.call('POST', '/api/v1/keys', { name: 'fill' }))),
  );
  const filled = responses.filter((response) => response.status === 201).length;
  expect(inventory.length + filled).toBe(100);
  expect(await holder.inventory()).toHaveLength(100);
}

async function leave(running: Engine, email: string): Promise<Left> {
  const holder = await running.signIn(email);
  await holder.ensureAccount();
  wanted(await holder.call('PATCH', '/api/v1/account', { timeZone: 'Asia/Tokyo' }), 200);
  const live = await holder.createKey({
    name: 'live',
    description: 'zwölf\nZeilen',
    expiresAt: '2090-06-30',
  });
  const [expired, deleted] = [
    await holder.createKey({ name: 'expired' }),
    await holder.createKey({ name: 'deleted' }),
  ];
  wanted(await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`), 200);
  const inventory = (await holder.inventory()).filter((key) => key.accessKey !== deleted.accessKey);
  wanted(await holder.call('DELETE', `/api/v1/keys/${deleted.accessKey}`), 204);
  return { email: holder.email, inventory, live, expired, deleted };
}

async function expectLeft(running: Engine, left: Left): Promise<void> {
  const holder: Holder = await running.signIn(left.email);
  expect(wanted(await holder.call('PUT', '/api/v1/account'), 200)).toMatchObject({
    account: { email: left.email, timeZone: 'Asia/Tokyo' },
  });
  expect(await holder.inventory()).toEqual(left.inventory);
  expect(wanted(await running.whoami(bearer(left.live.token)), 200).expiresAt).toBe('2090-06-30T15:00:00Z');
  expectProblem(await running.whoami(bearer(left.expired.token)), 401, 'key_expired');
  expectProblem(await running.whoami(bearer(left.deleted.token)), 401, 'key_invalid');
  wanted(await holder.call('PATCH', `/api/v1/keys/${left.expired.accessKey}`, { expiresAt: null }), 200);
  expect((await running.whoami(bearer(left.expired.token))).status).toBe(200);
}
