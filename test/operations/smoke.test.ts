import { notYetMetChecks } from '../../operations/smoke/checks/not-yet-met.ts';
import { readOptions } from '../../operations/smoke/options.ts';
import { runSmoke } from '../../operations/smoke/run-smoke.ts';
import { Engine } from '../support/engine.ts';
import { startMs } from '../support/engine-client.ts';
import { Upstream } from '../support/upstream.ts';
import { withSettings } from './settings-rewrite.ts';
import { type SmokeFault, smokeFaults } from './smoke-faults.ts';
import { type Tampering, TamperingProxy } from './tampering-proxy.ts';

const origins = ['https://one.example', 'https://two.example'];
// A run waits for keys to expire: as many faults in each as there are different checks to find them.
const groups = groupByCheck(smokeFaults);
const notYetMet = notYetMetChecks.checks.map(({ id }) => id);

let upstream: Upstream;
let engine: Engine;
// These begin side by side, as each spends most of its time waiting.
let faultyRuns: ReturnType<typeof smokeThrough>[] = [];
let cachedRun: ReturnType<typeof smokeCached>;

beforeAll(async () => {
  upstream = await Upstream.start();
  upstream.respond((request, response) => {
    const { url, rawHeaders } = request;
    const headers = Array.from({ length: rawHeaders.length / 2 }, (_, i) =>
      rawHeaders.slice(2 * i, 2 * i + 2),
    );
    const body = JSON.stringify({
      path: url,
      headers: headers.map(([name = '', value]) => [name.toLowerCase(), value]),
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  engine = await Engine.start({
    upstreamUrl: upstream.url,
    rewrite: await withSettings({ upstreamUrl: upstream.url, allowedOrigins: origins }),
  });
  faultyRuns = groups.map((faults) => {
    const planted = faults.map(({ plant }) => plant());
    return smokeThrough(
      chain(planted.flatMap(({ management = [] }) => management)),
      chain(planted.flatMap(({ gateway = [] }) => gateway)),
    );
  });
  cachedRun = smokeCached(3);
  // The test that awaits it says so when it fails.
  cachedRun.catch(() => undefined);
}, startMs);
afterAll(async () => {
  // Those that no test has waited for, too.
  await Promise.allSettled([cachedRun, ...faultyRuns]);
  await engine?.stop();
  await upstream?.stop();
});

it('holds against the engine, but for what is not yet met, and leaves no key', async () => {
  const { red, results, lines } = await smoke(engine.port, engine.gatewayPort);
  // Once one of these holds, move its check from not-yet-met.ts to the group that it belongs to.
  expect(red).toEqual(notYetMet);
  expect(results.filter(({ mark }) => mark === 'not run').map(({ id }) => id)).toEqual([
    'access-token-refused',
    'gateway-unknown-path-with-key',
  ]);
  expect(results.find(({ id }) => id === 'api-key')?.came).toContain('the cache is off');
  expect(lines).toContain('all deleted');
  // A heading has checks below it.
  expect(lines.includes(notYetMetChecks.title)).toBe(notYetMet.length > 0);
});

it('prints no secret and no token', async () => {
  const { idToken } = await engine.signIn('quiet@example.com');
  const { lines } = await smoke(engine.port, engine.gatewayPort, ['--id-token', idToken]);
  expect(lines).not.toContain(idToken);
  expect(lines).not.toMatch(/\beyJ|lk_[0-9A-Za-z]{24}_|\b[0-9A-Za-z]{30}\b/);
});

it(
  'notices that the cache of the authorizer is on, and waits for what is cached to end',
  async () => {
    const { red, results } = await cachedRun;
    expect(results.find(({ id }) => id === 'api-key')?.came).toContain('the cache is on');
    expect(red.filter((id) => !notYetMet.includes(id))).toEqual([]);
  },
  startMs,
);

it('deletes what it created even when a response was lost and the gateway is gone', async () => {
  const holder = await engine.newHolder();
  const [kept] = await holder.inventory();
  const { red, lines } = await smokeThrough(
    async (request, forward) => {
      const response = await forward(request);
      const isCreation =
        request.method === 'POST' && request.path.endsWith('/keys') && response.status === 201;
      return isCreation ? { ...response, status: 502, body: '' } : response;
    },
    () => Promise.reject(new Error('gone')),
    ['--id-token', holder.idToken],
  );
  expect(red).toContain('key-created');
  expect(lines).toContain('all deleted');
  expect(await holder.inventory()).toEqual([kept]);
});

describe.each([...groups.entries()])('turns red exactly the checks of group %i', (group, faults) => {
  let red: string[] | undefined;
  beforeAll(async () => {
    red = (await faultyRuns[group])?.red;
  });

  it.each(faults)('$name: $red', ({ red: expected }) => {
    expect(red).toContain(expected);
  });

  it('and no others', () => {
    expect(red?.toSorted()).toEqual(faults.map((fault) => fault.red).sort());
  });
});

/** Three groups or more, each with one fault for a check. */
function groupByCheck(faults: readonly SmokeFault[]): SmokeFault[][] {
  const groups: SmokeFault[][] = [[], [], []];
  for (const fault of faults) {
    const free = groups.filter((group) => group.every(({ red }) => red !== fault.red));
    const [smallest] = free.toSorted((left, right) => left.length - right.length);
    if (smallest === undefined) groups.push([fault]);
    else smallest.push(fault);
  }
  return groups;
}

/** All of them, one after the other. */
function chain(tamperings: Tampering[]): Tampering {
  return tamperings.reduceRight<Tampering>(
    (next, tampering) => (request, forward) => tampering(request, (changed) => next(changed, forward)),
    (request, forward) => forward(request),
  );
}

/** The red checks beside those that are not yet met. */
async function smokeThrough(management?: Tampering, gateway?: Tampering, args: string[] = []) {
  const proxies = [
    await TamperingProxy.open(engine.port, management ?? ((request, forward) => forward(request))),
    await TamperingProxy.open(engine.gatewayPort, gateway ?? ((request, forward) => forward(request))),
  ];
  try {
    const ports = proxies.map(({ url }) => Number(new URL(url).port));
    const { red, lines } = await smoke(ports[0] ?? 0, ports[1] ?? 0, args);
    return { red: red.filter((id) => !notYetMet.includes(id)), lines };
  } finally {
    for (const proxy of proxies) await proxy.close();
  }
}

/** On an engine of its own, whose authorizer's decisions are cached. */
async function smokeCached(cacheSeconds: number) {
  const caching = await Engine.start({
    upstreamUrl: upstream.url,
    rewrite: await withSettings({ upstreamUrl: upstream.url, authorizerCacheSeconds: cacheSeconds }),
  });
  try {
    return await smoke(caching.port, caching.gatewayPort, ['--cache-seconds', String(cacheSeconds)], []);
  } finally {
    await caching.stop();
  }
}

async function smoke(port: number, gatewayPort: number, args: string[] = [], from = origins) {
  const options = readOptions(
    [
      ...[
        '--url',
        `http://localhost:${gatewayPort}`,
        '--api',
        `http://localhost:${port}/api/v1`,
        '--echo',
        '/echo',
        // A busy machine may be slow to respond, and never red for it.
        '--timeout',
        '120',
      ],
      ...from.flatMap((origin) => ['--origin', origin]),
      ...args,
    ],
    {},
  );
  if (options === 'help') throw new Error('no help was asked for');
  const lines: string[] = [];
  const results = await runSmoke(options, (line) => lines.push(line));
  return {
    results,
    lines: lines.join('\n'),
    red: results.filter(({ mark }) => mark === 'RED').map(({ id }) => id),
  };
}
