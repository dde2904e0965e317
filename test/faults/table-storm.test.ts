import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Fate, FaultProxy, faults } from '../support/fault-proxy.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { setDate } from '../support/set-date.ts';
import { sizedBy } from '../support/sizes.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { type AnyBody, DeployedFunctions, type FunctionResponse, problemOf } from './deployed-functions.ts';

/** How many calls the storm has. */
const calls = sizedBy('LATCHKEY_TEST_STEPS', { usual: 75, large: 300 });
const seed = drawSeed();
jest.setTimeout(120_000 + calls * 1_000);

let table: TestTable;
let proxy: FaultProxy;
let functions: DeployedFunctions;

beforeAll(async () => {
  table = await openTestTable();
  proxy = await FaultProxy.open(table.endpoint);
  functions = await DeployedFunctions.load(table, proxy.endpoint);
});
afterAll(async () => {
  await proxy?.close();
  await table?.close();
});

describe('random failures', () => {
  it('lose, duplicate or corrupt no key: confirmed changes hold, unconfirmed ones are done or not', async () => {
    const random = new SeededRandom(seed);
    // Those that are found out by waiting alone would make it a slow storm.
    const storms: Fate[] = [...faults.filter((fault) => !/^(silent|stalled)/.test(fault)), 50, 400];
    const known = new Map<string, KnownKey>();
    const tally: Record<string, number> = {};
    await functions.manage('stormy', 'PUT /api/v1/account');
    for (let i = 0; i < calls; i += 1) {
      // Processes come and go, with their counts of retries.
      if (i % 75 === 0) functions = await DeployedFunctions.load(table, proxy.endpoint);
      // Up to three calls of the table in a row fail, which is as often as the SDK tries.
      const from = 1 + random.integer(4);
      const length = random.integer(4);
      const fault = random.pick(storms);
      proxy.replan((n) => (n >= from && n < from + length ? fault : null));
      const response = await step(random, known, `key ${i}`);
      const told = `${response.status} ${response.status >= 400 ? response.body.code : ''}`.trim();
      tally[told] = (tally[told] ?? 0) + 1;
      if (response.status >= 500)
        expect([seed, i, fault, ...problemOf(response)]).toEqual([seed, i, fault, 503, 'unavailable']);
    }
    proxy.replan(() => null);
    functions = await DeployedFunctions.load(table, proxy.endpoint);
    await expectWhole(known);
    console.log(`seed ${seed}:`, tally);
  });
});

/** What a caller knows about a key: how it may be now. Undefined: gone. */
interface KnownKey {
  token: string | null;
  accessKey: string | null;
  possible: ({ name: string; expired: boolean } | undefined)[];
}

async function step(
  random: SeededRandom,
  known: Map<string, KnownKey>,
  name: string,
): Promise<FunctionResponse<AnyBody>> {
  const alive = [...known.values()].filter(
    (key) => key.accessKey !== null && key.possible.some((state) => state),
  );
  const key = alive.length > 0 ? random.pick(alive) : undefined;
  if (!key || (alive.length < 60 && random.chance(0.3))) {
    const made = await functions.manage('stormy', 'POST /api/v1/keys', { body: { name } });
    const state = { name, expired: false };
    const isMade = made.status === 201;
    known.set(name, {
      token: isMade ? made.body.token : null,
      accessKey: isMade ? made.body.accessKey : null,
      possible: isMade ? [state] : made.status >= 500 ? [state, undefined] : [undefined],
    });
    return made;
  }
  const change = random.pick(['rename', 'expire', 'restore', 'delete'] as const);
  const accessKey = key.accessKey ?? '';
  const body = change === 'rename' ? { name } : { expiresAt: null };
  const route =
    change === 'delete'
      ? 'DELETE /api/v1/keys/{accessKey}'
      : change === 'expire'
        ? 'POST /api/v1/keys/{accessKey}/expire'
        : 'PATCH /api/v1/keys/{accessKey}';
  const response = await functions.manage('stormy', route, {
    accessKey,
    ...(route.startsWith('PATCH') && { body }),
  });
  const changed = key.possible.map((state) => {
    if (!state || change === 'delete') return undefined;
    return change === 'rename' ? { ...state, name } : { ...state, expired: change === 'expire' };
  });
  if (response.status < 300)
    key.possible = changed
      .filter((state) => state || change === 'delete')
      .slice(0, change === 'delete' ? 1 : undefined);
  else if (response.status === 404) key.possible = expectGone(key);
  else key.possible = [...key.possible, ...changed];
  return response;
}

/** A 404 is true: the key was not there when the call began. */
function expectGone(key: KnownKey): undefined[] {
  expect(key.possible).toContain(undefined);
  return [undefined];
}

async function expectWhole(known: Map<string, KnownKey>): Promise<void> {
  const list = await functions.manage('stormy', 'GET /api/v1/keys');
  expect(list.status).toBe(200);
  const shown = new Map(list.body.items.map((item) => [item.accessKey, item]));
  const fromLost = [...known].filter(
    ([, key]) => key.accessKey === null && key.possible.some((state) => state),
  );
  for (const key of known.values()) {
    if (key.accessKey === null || key.token === null) continue;
    const item = shown.get(key.accessKey);
    shown.delete(key.accessKey);
    const state = item && { name: item.name, expired: item.status === 'expired' };
    expect(key.possible).toContainEqual(state);
    const verdict = !state ? 'key_invalid' : state.expired ? 'key_expired' : 'in';
    expect(await functions.authorize(key.token)).toBe(verdict);
  }
  // What is left: the default key, and keys whose creation was not answered, each once.
  const rest = [...shown.values()].filter((item) => !item.default).map((item) => item.name);
  expect(new Set(rest).size).toBe(rest.length);
  for (const name of rest) expect(fromLost.map(([lost]) => lost)).toContain(name);
  await expectRoomForAll(list.body.items.length);
}

/** No place is lost to what died half way: the account still takes 100 keys, and not one more. */
async function expectRoomForAll(held: number): Promise<void> {
  // Reservations are surely dead after ten seconds.
  setDate(Date.now() + 60_000);
  try {
    for (let n = held; n < 100; n += 1) {
      expect((await functions.manage('stormy', 'POST /api/v1/keys', { body: { name: 'fill' } })).status).toBe(
        201,
      );
    }
    const refused = await functions.manage('stormy', 'POST /api/v1/keys', { body: { name: 'too many' } });
    expect(problemOf(refused)).toEqual([409, 'key_limit_reached']);
  } finally {
    jest.useRealTimers();
  }
  const pk = (await functions.manage('stormy', 'GET /api/v1/account')).body as unknown as {
    accountId: string;
  };
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :key)',
      ExpressionAttributeValues: { ':pk': pk.accountId, ':key': 'KEY#' },
    }),
  );
  // A key's item is whole, or it is the mark of a creation that was given up.
  for (const item of Items) {
    const isWhole = ['name', 'digest', 'createdAtMs', 'updatedAtMs', 'version'].every((name) => name in item);
    expect([isWhole, 'removeAfter' in item]).toEqual([isWhole, !isWhole]);
  }
  expect(Items.filter((item) => 'digest' in item)).toHaveLength(100);
}
