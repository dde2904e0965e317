import { Engine } from '../support/engine.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { type Fate, FaultProxy, faults } from '../support/fault-proxy.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { sized, sizedBy } from '../support/sizes.ts';
import { Stopwatch } from '../support/stopwatch.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { Upstream } from '../support/upstream.ts';

// The whole way over HTTP: gateway, authorizer, function or upstream, with the faults between the functions and their table.

/** How many calls the storm has. */
const calls = sizedBy('LATCHKEY_TEST_CALLS', { usual: 100, large: 600 });
const seed = drawSeed();
jest.setTimeout(120_000 + calls * 100);

/**
 * Somewhat above the functions' own time-outs, by which API Gateway would end them: that they end themselves before is
 * held by the tests that call them directly, which a busy machine can't disturb as much.
 */
const deadlines = { gateway: 10_000, management: 20_000 };
/** To a read it is all one whether the table has carried it out. */
const readFaults = sized<readonly Fate[]>({
  usual: ['reset', 'half-response-after', 'throttled', 'error-500', 'html', 'silent'],
  large: faults.filter((fault) => fault !== 'silent-after'),
});

let table: TestTable;
let proxy: FaultProxy;
let upstream: Upstream;
let engine: Engine;
let holder: Holder;
let good: NewKeyBody;
/** The access key ID that the authorizer signs its reads with. */
let authorizer: string;
/** Tokens, and what the gateway says to them when all is well. */
let tokens: [token: string, code: string | undefined][];

beforeAll(async () => {
  table = await openTestTable();
  [proxy, upstream] = await Promise.all([FaultProxy.open(table.endpoint), Upstream.start()]);
  engine = await Engine.start({
    upstreamUrl: upstream.url,
    rewrite: (template) =>
      template
        .replaceAll(
          /"TABLE_NAME": \{[^{}]*\}/g,
          `"TABLE_NAME": "${table.tableName}", "AWS_ENDPOINT_URL_DYNAMODB": "${proxy.endpoint}"`,
        )
        // The calls of the table are counted, so neither the notifier nor the counting of use must come between.
        .replaceAll(/"ScheduleExpression": "rate\([^)]*\)"/g, '"ScheduleExpression": "rate(90 days)"')
        .replaceAll('"AWS::Logs::SubscriptionFilter"', '"AWS::CloudFormation::WaitConditionHandle"'),
  });
  holder = await engine.newHolder();
  good = await holder.createKey({ name: 'good' });
  const expired = await holder.createKey();
  wanted(await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`), 200);
  const deleted = await holder.createKey();
  wanted(await holder.call('DELETE', `/api/v1/keys/${deleted.accessKey}`), 204);
  proxy.replan((_, __, caller) => {
    authorizer = caller;
    return null;
  });
  // Refused by the authorizer, so that nobody else reads the table.
  expectProblem(await call('/v1/whoami', expired.token), 401, 'key_expired');
  tokens = [
    [good.token, undefined],
    [expired.token, 'key_expired'],
    [deleted.token, 'key_invalid'],
  ];
}, startMs);
beforeEach(() => proxy.replan(() => null));
afterAll(async () => {
  await engine?.stop();
  await Promise.all([proxy?.close(), upstream?.stop()]);
  await table?.close();
});

const call = (path: string, token: string) => engine.gateway({ path, headers: bearer(token) });
/** The response once the authorizer has read the table, which it gives up on when the machine is too busy to respond in time. */
async function authorized(path: string, token: string): Promise<ApiResponse> {
  for (let tries = 1; ; tries += 1) {
    const logged = engine.output.length;
    const response = await within(deadlines.management, call(path, token));
    if (response.status !== 500) return response;
    if (tries === 5) throw new Error(`${response.text}\nThe engine: ${engine.output.slice(logged)}`);
  }
}

async function within(deadlineMs: number, response: Promise<ApiResponse>): Promise<ApiResponse> {
  const stopwatch = new Stopwatch();
  const answered = await response;
  expect(stopwatch.stop()).toBeLessThan(deadlineMs);
  return answered;
}

describe.each(readFaults)('while the table fails with %s', (fault) => {
  it('the gateway lets nobody through, reveals nothing about any key, and recovers at once', async () => {
    const before = upstream.received.length;
    proxy.replan(() => fault);
    const asked = ['/v1/whoami', '/orders'].flatMap((path) =>
      tokens.map(([token]) => within(deadlines.gateway, call(path, token))),
    );
    for (const response of await Promise.all(asked)) expectProblem(response, 500, 'authorizer_unavailable');
    expect(upstream.received).toHaveLength(before);
    proxy.replan(() => null);
    for (const [token, code] of tokens) {
      const response = await call('/orders', token);
      if (code) expectProblem(response, 401, code);
      else expect([response.status, response.body]).toEqual([200, { from: 'upstream' }]);
    }
  });

  it('whoami returns `unavailable`, even when the key was checked just before', async () => {
    proxy.replan((_, __, caller) => (caller === authorizer ? null : fault));
    expectProblem(await authorized('/v1/whoami', good.token), 503, 'unavailable');
  });

  it('the management API returns `unavailable` and changes nothing', async () => {
    const inventory = await holder.inventory();
    proxy.replan(() => fault);
    const path = `/api/v1/keys/${good.accessKey}`;
    const asked = [
      ['GET', '/api/v1/account'],
      ['GET', '/api/v1/keys'],
      ['GET', '/api/v1/notices'],
      ['POST', '/api/v1/keys', { name: 'new' }],
      ['PATCH', path, { name: 'other' }],
      ['POST', `${path}/expire`],
      ['DELETE', path],
    ] as const;
    const responses = await Promise.all(
      asked.map(([method, target, body]) => within(deadlines.management, holder.call(method, target, body))),
    );
    for (const response of responses) expectProblem(response, 503, 'unavailable');
    proxy.replan(() => null);
    expect(await holder.inventory()).toEqual(inventory);
  });
});

it('under random failures each caller gets the right response or an error, and only working keys reach the upstream', async () => {
  const random = new SeededRandom(seed);
  // Those that are found out by waiting alone would make it a slow storm.
  const storms: Fate[] = [...faults.filter((fault) => !/^(silent|stalled)/.test(fault)), 50, 400];
  const fates = Array.from({ length: 997 }, () => (random.chance(0.4) ? random.pick(storms) : null));
  proxy.replan((n) => fates[n % fates.length] ?? null);
  const before = upstream.received.length;
  const tally: Record<string, number> = {};
  let through = 0;
  const left = Array.from({ length: calls }, () => ({
    path: random.pick(['/v1/whoami', '/orders']),
    presented: random.pick(tokens),
  }));
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const { path, presented } = next;
        const [token, code] = presented;
        const response = await within(deadlines.management, call(path, token));
        const told = `${response.status} ${(response.body as { code?: string }).code ?? ''}`.trim();
        tally[told] = (tally[told] ?? 0) + 1;
        const right = code ? `401 ${code}` : '200';
        const none = [
          '500 authorizer_unavailable',
          ...(code || path === '/orders' ? [] : ['503 unavailable']),
        ];
        expect([seed, path, [right, ...none].includes(told), told]).toEqual([seed, path, true, told]);
        if (told !== '200') expectProblem(response, response.status, told.slice(4));
        else if (path === '/orders') through += 1;
      }
    }),
  );
  expect(upstream.received).toHaveLength(before + through);
  for (const { headers } of upstream.received.slice(before))
    expect(headers).toContainEqual(['x-latchkey-access-key', good.accessKey]);
  // A storm in which nothing failed, or nothing went well, would show nothing.
  expect([tally['200'], tally['500 authorizer_unavailable']]).not.toContain(undefined);
  console.log(`seed ${seed}:`, tally);
});
