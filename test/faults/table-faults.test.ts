import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { sealConfirmation } from '../../lambdas/core/notice-email.ts';
import type { NewKeyBody } from '../support/engine-holder.ts';
import { type Fate, FaultProxy, faults } from '../support/fault-proxy.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { type AnyBody, DeployedFunctions, type FunctionAnswer } from './deployed-functions.ts';

jest.setTimeout(120_000);

/** The functions' own time-outs, by which API Gateway would end them; tests that a busy machine can't disturb have no closer one. */
const deadlines = { authorizer: 6_000, management: 15_000 };
/** To a read it is all one whether the table has carried it out. */
const readFaults = faults.filter((fault) => fault !== 'silent-after');
/** What may happen to one call and be made good by another. */
const passing: Fate[] = [
  'reset',
  'reset-after',
  'half-answer-after',
  'throttled',
  'request-limit',
  'error-500',
  'error-503',
  'html',
  'silent',
  200,
];
/** How many calls the storm has. */
const calls = Number(process.env.LATCHKEY_TEST_STEPS ?? 150);
const seed = drawSeed();

let table: TestTable;
let proxy: FaultProxy;
let functions: DeployedFunctions;
let defaultKey: NewKeyBody;

beforeAll(async () => {
  table = await openTestTable();
  proxy = await FaultProxy.open(table.endpoint);
  functions = await DeployedFunctions.load(table, proxy.endpoint);
  defaultKey = (await functions.manage('owner', 'PUT /api/v1/account')).body.defaultKey as NewKeyBody;
});
afterEach(() => proxy.replan(() => null));
afterAll(async () => {
  await proxy.close();
  await table.close();
});

describe('the authorizer', () => {
  it.each(readFaults)(
    'lets nobody in while the table suffers from %s, and says so before its time is up',
    async (fault) => {
      proxy.replan(() => fault);
      const begun = performance.now();
      await expect(functions.authorize(defaultKey.token)).rejects.toThrow();
      expect(performance.now() - begun).toBeLessThan(deadlines.authorizer);
    },
  );

  it.each(passing)(
    'goes on after a single %s, with the right answer for right and wrong keys',
    async (fault) => {
      const wrong = await functions.manage('owner', 'POST /api/v1/keys', { body: { name: 'gone' } });
      await functions.manage('owner', 'DELETE /api/v1/keys/{accessKey}', { accessKey: wrong.body.accessKey });
      for (const [token, verdict] of [
        [defaultKey.token, 'in'],
        [wrong.body.token, 'key_invalid'],
      ] as const) {
        proxy.replan((n) => (n === 1 ? fault : null));
        expect(await functions.authorize(token)).toBe(verdict);
      }
    },
  );
});

describe('whoami', () => {
  it.each(readFaults)(
    'answers `unavailable` before its time is up while the table suffers from %s',
    async (fault) => {
      proxy.replan(() => fault);
      const begun = performance.now();
      expect(problemOf(await functions.whoami(defaultKey.accessKey))).toEqual([503, 'unavailable']);
      expect(performance.now() - begun).toBeLessThan(deadlines.management);
    },
  );

  it.each(passing)('goes on after %s at either of its reads, with the right answer', async (fault) => {
    for (const hit of [1, 2]) {
      proxy.replan((n) => (n === hit ? fault : null));
      const { status, body } = await functions.whoami(defaultKey.accessKey);
      expect([hit, status, body.name]).toEqual([hit, 200, 'Default key']);
    }
  });
});

describe('the management functions', () => {
  const routes = [
    'PUT /api/v1/account',
    'GET /api/v1/account',
    'PATCH /api/v1/account',
    'POST /api/v1/keys',
    'GET /api/v1/keys',
    'GET /api/v1/keys/{accessKey}',
    'PATCH /api/v1/keys/{accessKey}',
    'POST /api/v1/keys/{accessKey}/expire',
    'DELETE /api/v1/keys/{accessKey}',
    'GET /api/v1/notices',
    'GET /api/v1/notices/log',
    'POST /api/v1/account/retry-delivery',
    'POST /api/v1/notice-emails/confirmation',
  ];
  // Nobody has sealed it, which only the account's own secret tells.
  const token = sealConfirmation(
    { accountId: 'a'.repeat(12), email: 'a@example.com', requestedAt: new Date() },
    'x',
  );
  const bodies: Record<string, object> = {
    'PATCH /api/v1/account': { timeZone: 'Asia/Tokyo' },
    'POST /api/v1/keys': { name: 'x' },
    'PATCH /api/v1/keys/{accessKey}': { name: 'x' },
  };

  it.each(readFaults)(
    'answer `unavailable` before their time is up while the table suffers from %s, and change nothing that shows',
    async (fault) => {
      const before = await everything();
      proxy.replan(() => fault);
      const answers = await Promise.all(
        routes.map(async (route) => {
          const begun = performance.now();
          const answer = await functions.manage('owner', route, {
            ...(route.includes('{') && { accessKey: defaultKey.accessKey }),
            ...(bodies[route] && { body: bodies[route] }),
            ...(route.includes('confirmation') && { query: { token } }),
          });
          expect([route, performance.now() - begun < deadlines.management]).toEqual([route, true]);
          return [route, answer] as const;
        }),
      );
      for (const [route, answer] of answers)
        expect([route, ...problemOf(answer)]).toEqual([route, 503, 'unavailable']);
      proxy.replan(() => null);
      // Each call begins with a read, so none got as far as a write.
      expect(await everything()).toEqual(before);
    },
  );
});

describe('a change whose answer was lost', () => {
  // The SDK stops retrying after an outage for a while; these are calls of a process that has seen none.
  beforeEach(async () => {
    functions = await DeployedFunctions.load(table, proxy.endpoint);
  });

  it.each([
    'reset-after',
    'half-answer-after',
    'stalled-answer-after',
    'cut-short-after',
    'empty-after',
  ] as const)(
    'is no conflict (%s): the retry of an edit finds its own work, and a deletion has been done',
    async (fault) => {
      const { body, headers } = await functions.manage('owner', 'POST /api/v1/keys', { body: { name: 'a' } });
      const { accessKey } = body;
      const loseTheWrite = () => {
        let lost = false;
        proxy.replan((_, operation) => {
          if (lost || !/^(Update|Delete)Item$/.test(operation)) return null;
          lost = true;
          return fault;
        });
      };
      loseTheWrite();
      const edited = await functions.manage('owner', 'PATCH /api/v1/keys/{accessKey}', {
        accessKey,
        body: { name: 'b' },
        headers: { 'if-match': String(headers.etag) },
      });
      expect([edited.status, edited.body.name, edited.headers.etag]).toEqual([200, 'b', '"2"']);
      const stale = await functions.manage('owner', 'PATCH /api/v1/keys/{accessKey}', {
        accessKey,
        body: { name: 'b' },
        headers: { 'if-match': String(headers.etag) },
      });
      expect(problemOf(stale)).toEqual([412, 'key_changed']);
      loseTheWrite();
      const route = 'DELETE /api/v1/keys/{accessKey}';
      expect((await functions.manage('owner', route, { accessKey })).status).toBe(204);
      expect(problemOf(await functions.manage('owner', route, { accessKey }))).toEqual([
        404,
        'key_not_found',
      ]);
    },
  );
});

describe('a change of several writes', () => {
  beforeEach(async () => {
    functions = await DeployedFunctions.load(table, proxy.endpoint);
  });

  it.each(['reset-after', 'half-answer-after', 'cut-short-after', 'empty-after', 'error-500', 400] as Fate[])(
    'is done once and whole, whichever of its writes meets with %s',
    async (fate) => {
      let writes = 0;
      for (let hit = 1; writes >= hit - 1; hit += 1) {
        const sub = `several-${fate}-${hit}`;
        writes = 0;
        proxy.replan((_, operation) => {
          if (!/^(Put|Update|Delete)Item$/.test(operation)) return null;
          writes += 1;
          return writes === hit ? fate : null;
        });
        const { status, body } = await functions.manage(sub, 'PUT /api/v1/account');
        const ofDefault = { accessKey: body.defaultKey?.accessKey };
        const made = await functions.manage(sub, 'POST /api/v1/keys', { body: { name: 'made' } });
        const expired = await functions.manage(sub, 'POST /api/v1/keys/{accessKey}/expire', ofDefault);
        const changed = await functions.manage(sub, 'PATCH /api/v1/account', {
          body: { timeZone: 'Asia/Tokyo' },
        });
        proxy.replan(() => null);
        expect([hit, status, made.status, expired.status, changed.status]).toEqual([hit, 201, 201, 200, 200]);
        const { items } = (await functions.manage(sub, 'GET /api/v1/keys')).body;
        expect(items.map((item) => [item.name, item.status]).sort()).toEqual([
          ['Default key', 'expired'],
          ['made', 'active'],
        ]);
        expect(await functions.authorize(made.body.token)).toBe('in');
        expect(await functions.authorize(body.defaultKey?.token ?? '')).toBe('key_expired');
        expect((await functions.manage(sub, 'GET /api/v1/account')).body).toMatchObject({
          timeZone: 'Asia/Tokyo',
        });
      }
    },
  );
});

describe('a storm of faults', () => {
  it('loses, doubles and halves no key: what was answered holds, what was not is done or not', async () => {
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
      const answer = await step(random, known, `key ${i}`);
      const told = `${answer.status} ${answer.status >= 400 ? answer.body.code : ''}`.trim();
      tally[told] = (tally[told] ?? 0) + 1;
      if (answer.status >= 500)
        expect([seed, i, fault, ...problemOf(answer)]).toEqual([seed, i, fault, 503, 'unavailable']);
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
): Promise<FunctionAnswer<AnyBody>> {
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
  const answer = await functions.manage('stormy', route, {
    accessKey,
    ...(route.startsWith('PATCH') && { body }),
  });
  const changed = key.possible.map((state) => {
    if (!state || change === 'delete') return undefined;
    return change === 'rename' ? { ...state, name } : { ...state, expired: change === 'expire' };
  });
  if (answer.status < 300)
    key.possible = changed
      .filter((state) => state || change === 'delete')
      .slice(0, change === 'delete' ? 1 : undefined);
  else if (answer.status === 404) key.possible = expectGone(key);
  else key.possible = [...key.possible, ...changed];
  return answer;
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
  jest.useFakeTimers({
    now: Date.now() + 60_000,
    doNotFake: [
      'nextTick',
      'setImmediate',
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'queueMicrotask',
      'performance',
      'hrtime',
    ],
  });
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

function problemOf(answer: FunctionAnswer<AnyBody>): [number, string] {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.text).not.toMatch(/secret inside|Exception|Dynamo|ECONN|socket|\bat .*:\d+/);
  return [answer.status, answer.body.code];
}

async function everything(): Promise<unknown> {
  const { Items = [] } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
  return Items.sort((a, b) => `${a.pk}${a.sk}`.localeCompare(`${b.pk}${b.sk}`));
}
