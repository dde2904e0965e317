import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../support/engine.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, type NewKeyBody, wanted, withoutUse } from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { sizedBy } from '../support/sizes.ts';

/** Random writes that are answered, over all kills. */
const writes = sizedBy('LATCHKEY_TEST_WRITES', { usual: 100, large: 300 });
/** How often the engine is killed in the middle of them. */
const kills = sizedBy('LATCHKEY_TEST_KILLS', { usual: 1, large: 2 });
const writers = 8;
const seed = drawSeed();

jest.setTimeout(120_000 + kills * 60_000 + writes * 500);

/** A key as its writer knows it: it is as one of `possible` says; undefined: not there. */
interface Known {
  key: NewKeyBody | null;
  name: string;
  possible: (State | undefined)[];
}
interface State {
  name: string;
  description: string | null;
  status: string;
}

let data: string;
let engine: Engine;
/** Until it is killed, the engine must answer every write. */
let isDead = false;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'latchkey-kill-'));
}, startMs);
afterAll(async () => {
  await engine?.stop();
  await rm(data, { recursive: true, force: true });
});

it('keeps every confirmed write, and each key whole or absent, when it is killed during writes', async () => {
  const random = new SeededRandom(seed);
  const known = Array.from({ length: writers }, (): Known[] => []);
  let answered = 0;
  let unanswered = 0;
  engine = await Engine.start({ data });
  for (let round = 0; round < kills; round += 1) {
    const holders = await signIn();
    const killAt = Math.round((writes * (round + 1)) / kills) - random.integer(10);
    isDead = false;
    const write = async (writer: number): Promise<void> => {
      const holder = holders[writer] as Holder;
      const mine = known[writer] as Known[];
      for (let n = 0; !isDead; n += 1) {
        const isAnswered = await change(random, holder, mine, `${round}-${writer}-${n}`);
        if (isAnswered) answered += 1;
        else unanswered += 1;
        if (!isAnswered) return;
        if (answered >= killAt && !isDead) {
          isDead = true;
          // Not waited for: the other writers are in the middle of theirs.
          void engine.end('SIGKILL');
        }
      }
    };
    await Promise.all(holders.map((_, writer) => write(writer)));
    await engine.stop();
    engine = await Engine.start({ data });
    const again = await signIn();
    for (const [writer, mine] of known.entries()) await expectKept(again[writer] as Holder, mine);
  }
  console.log(`seed ${seed}: ${kills} kills, ${answered} writes answered, ${unanswered} cut off.`);
  expect(answered).toBeGreaterThanOrEqual(writes - 10);
  expect(unanswered).toBeGreaterThan(0);
});

const signIn = () =>
  Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const holder = await engine.signIn(`writer-${writer}@example.com`);
      expect([200, 201]).toContain((await holder.call('PUT', '/api/v1/account')).status);
      return holder;
    }),
  );

/** One random write. @returns whether it was answered */
async function change(random: SeededRandom, holder: Holder, mine: Known[], name: string): Promise<boolean> {
  const alive = mine.filter((known) => known.key && known.possible[0]);
  const known = alive.length > 0 ? random.pick(alive) : undefined;
  const act = known ? random.pick(['create', 'rename', 'expire', 'restore', 'delete'] as const) : 'create';
  if (!known || (act === 'create' && alive.length < 80)) {
    const state = { name, description: 'made', status: 'active' };
    const entry: Known = { key: null, name, possible: [state, undefined] };
    mine.push(entry);
    const response = await attempt(
      holder.call<NewKeyBody>('POST', '/api/v1/keys', { name, description: 'made' }),
      201,
    );
    if (!response) return false;
    entry.key = response.body;
    entry.possible = [state];
    return true;
  }
  const [state] = known.possible as [State];
  const path = `/api/v1/keys/${known.key?.accessKey}`;
  const [next, sent] = {
    create: [undefined, () => holder.call('DELETE', path)] as const,
    delete: [undefined, () => holder.call('DELETE', path)] as const,
    rename: [
      { ...state, name, description: name },
      () => holder.call('PATCH', path, { name, description: name }),
    ] as const,
    expire: [{ ...state, status: 'expired' }, () => holder.call('POST', `${path}/expire`)] as const,
    restore: [{ ...state, status: 'active' }, () => holder.call('PATCH', path, { expiresAt: null })] as const,
  }[act];
  known.possible = [state, next];
  if (!(await attempt(sent(), next ? 200 : 204))) return false;
  known.possible = [next];
  return true;
}

/** Undefined when the engine died before it answered. */
async function attempt<Body>(
  call: Promise<ApiResponse<Body>>,
  status: number,
): Promise<ApiResponse<Body> | undefined> {
  const response = await call.catch((error: unknown) => {
    if (isDead) return undefined;
    throw error;
  });
  // A dying engine may still say that its table is gone.
  if (isDead && (!response || response.status >= 500)) return undefined;
  if (response?.status !== status)
    throw new Error(`seed ${seed}: ${response?.status} in place of ${status}: ${response?.text}`);
  return response;
}

async function expectKept(holder: Holder, mine: Known[]): Promise<void> {
  const keys = await holder.inventory();
  // Each write has a name of its own, so that a key that is there twice shows.
  expect(new Set(keys.map(({ name }) => name)).size).toBe(keys.length);
  const inventory = new Map(keys.map((key) => [key.name, key]));
  const byId = new Map([...inventory.values()].map((key) => [key.accessKey, key]));
  for (const known of mine) {
    const shown = known.key ? byId.get(known.key.accessKey) : inventory.get(known.name);
    const state = shown && { name: shown.name, description: shown.description, status: shown.status };
    expect([seed, known.possible]).toEqual([seed, expect.arrayContaining([state])]);
    known.possible = [state];
    if (shown) await expectWholeKey(holder, shown);
    if (!known.key) continue;
    const { status, body } = await engine.whoami<{ code?: string }>(bearer(known.key.token));
    const verdict = !state
      ? [401, 'key_invalid']
      : state.status === 'expired'
        ? [401, 'key_expired']
        : [200, undefined];
    expect([status, body.code]).toEqual(verdict);
  }
}

async function expectWholeKey(holder: Holder, shown: KeyBody): Promise<void> {
  const response = await holder.call<KeyBody>('GET', `/api/v1/keys/${shown.accessKey}`);
  expect(withoutUse(wanted(response, 200))).toEqual(shown);
  for (const at of [shown.createdAt, shown.updatedAt]) expect(Date.parse(at)).not.toBeNaN();
}
