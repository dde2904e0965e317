import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDeployment } from '../../operations/costs/deployment.ts';
import { defaultUsage, estimateCounting } from '../../operations/costs/estimate.ts';
import { openMeter } from '../../test/support/capacity-meter.ts';
import { sumUnits } from '../measure/capacity.ts';
import { Peer } from '../measure/processes.ts';
import { measureWarmCalls } from '../measure/warm-calls.ts';
import type { WarmRequest } from '../programs/warm-runner.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section, Verdict } from '../report/section.ts';
import { accessKeysOf, makeAccount, marshall, type SampleAccount } from '../setup/canned-responses.ts';
import { managementEvent } from '../setup/events.ts';
import { logBatch } from '../setup/log-batches.ts';
import { openFilledTable } from '../setup/scale-table.ts';
import { startTableStub } from '../setup/table-stub-host.ts';
import type { Workbench } from '../setup/workbench.ts';

/** How the calls of keys come in batches of the access log. */
interface Spread {
  title: string;
  lines: number;
  /** Different keys in a batch. */
  keys: number;
  /** Batches in a round. */
  batches: number;
}

const spreads: readonly Spread[] = [
  { title: '1 key, 100 calls in a batch', lines: 100, keys: 1, batches: 50 },
  { title: '100 keys, 1,000 calls in a batch', lines: 1_000, keys: 100, batches: 5 },
  { title: '10,000 keys, 1,000 calls of 1,000 of them in a batch', lines: 1_000, keys: 1_000, batches: 1 },
];

const linesPerSecondGoal = 1_000;
const keysPerAccount = 100;
/** Lambda gives a function a virtual CPU at this memory, and less in proportion. */
const mebibytesPerCpu = 1_769;
const cpuShare = defaultDeployment.usageMemory / mebibytesPerCpu;
/** What DynamoDB takes for a response, within a region. */
const tableMilliseconds = 5;
/** lib/use-counter.ts. */
const timeoutSeconds = 25;

/** What it takes to count the calls of keys, and what that adds to a list of keys. */
export async function measureUsage(bench: Workbench): Promise<Section> {
  const accounts = Array.from({ length: 10 }, () => makeAccount(keysPerAccount));
  const speed = await measureSpeed(bench, accounts);
  bench.progress('usage: capacity');
  const { writes, list } = await measureCapacity(bench, accounts);
  const more = list.after - list.before;
  const verdicts: Verdict[] = [
    ...speed.slice(0, 2).map(({ title, linesPerSecond }) => ({
      goal: `counting calls, ${title}`,
      target: `≥ ${formatCount(linesPerSecondGoal)} lines per second`,
      measured: formatCount(linesPerSecond),
      isReached: linesPerSecond >= linesPerSecondGoal,
    })),
    ...writes.map(({ title, measured, estimated }) => ({
      goal: `counting a million calls, ${title}: write units`,
      target: `${formatCount(estimated)} (docs/costs.md), within 1 %`,
      measured: formatCount(measured),
      isReached: Math.abs(measured / estimated - 1) <= 0.01,
    })),
    {
      goal: `list of ${keysPerAccount} keys: read units for facts of use`,
      target: '≤ 2',
      measured: `${format(more)} (${format(list.before)} without, ${format(list.after)} with)`,
      isReached: more <= 2,
    },
  ];
  const body = `The function that counts the calls of keys, as deployed, with ${defaultDeployment.usageMemory} MB: ${cpuShare.toFixed(2)} of a CPU, since Lambda gives a whole one
at ${formatCount(mebibytesPerCpu)} MB. One instance works off one batch after the other, against a stand-in for DynamoDB over TLS that waits ${tableMilliseconds} ms before each
response. The time of a batch is its processor time on this machine divided by that share, and what it waits for; of the best of four rounds. Lambda starts more instances when
batches come faster. Keys that fit are those of one call each that a batch may hold, to be counted within the timeout of ${timeoutSeconds} s.

${table(
  [
    'calls',
    'CPU per batch, ms',
    'waiting, ms',
    'batch at this memory, ms',
    'lines per second',
    'keys that fit',
  ],
  speed.map(({ title, cpu, waiting, milliseconds, linesPerSecond, keysThatFit }) => [
    title,
    format(cpu),
    format(waiting),
    format(milliseconds),
    formatCount(linesPerSecond),
    keysThatFit,
  ]),
)}

Write units of a million calls, as \`dynalite\` reports them for batches of keys that are in use already, times the batches of a million:

${table(
  ['calls', 'write units', 'read units', 'write units in docs/costs.md'],
  writes.map(({ title, measured, reads, estimated }) => [
    title,
    formatCount(measured),
    formatCount(reads),
    formatCount(estimated),
  ]),
)}

\`GET /api/v1/keys\` with ${keysPerAccount} keys takes ${format(list.before)} read units if none has ever been used and nothing was read of counting, and ${format(list.after)}
if each was called on each of the last 8 days.`;
  return { title: 'Use of keys', verdicts, body };
}

async function measureSpeed(
  { bundles, folder, options, pinning, progress }: Workbench,
  accounts: SampleAccount[],
) {
  const certificates = join(folder, 'usage');
  mkdirSync(certificates);
  const [sample = {}] = accounts[0]?.keys ?? [];
  const stub = await startTableStub({
    folder: certificates,
    // Any key is like this one.
    responses: [{ call: 'GetItem', bodyContains: 'KEY#', response: { Item: marshall(sample) } }],
    delayMilliseconds: tableMilliseconds,
    core: pinning?.others ?? null,
  });
  try {
    const results = [];
    for (const { title, lines, keys, batches } of spreads) {
      progress(`usage: ${title}`);
      const settings = options.quick
        ? { rounds: 1, calls: Math.ceil(batches / 10), warmUpCalls: 1 }
        : { rounds: 4, calls: batches, warmUpCalls: batches * 2 };
      const events = [logBatch(accessKeysOf(accounts).slice(0, keys), { lines }, new Date())];
      const [result] = await measureWarmCalls(
        [
          {
            bundle: join(bundles.deployed, 'usage.js'),
            environment: stub.environment,
            events,
            expected: `"calls":${lines}`,
          },
        ],
        { ...settings, runner: bundles.warmRunner, core: pinning?.subject ?? null },
      );
      // Other load on the machine only adds to a round.
      const cpu = Math.min(...(result?.cpu ?? [])) / 1000;
      const waiting = Math.max(0, Math.min(...(result?.p50 ?? [])) / 1000 - cpu);
      const milliseconds = cpu / cpuShare + waiting;
      results.push({
        ...{ title, cpu, waiting, milliseconds },
        linesPerSecond: (lines / milliseconds) * 1000,
        keysThatFit: keys === lines ? formatCount((keys / milliseconds) * timeoutSeconds * 1000) : '',
      });
    }
    return results;
  } finally {
    await stub.stop();
  }
}

async function measureCapacity({ bundles, stub }: Workbench, accounts: SampleAccount[]) {
  const filled = await openFilledTable(accounts);
  const meter = await openMeter(filled.endpoint);
  const start = async (entry: string, expected: string) => {
    const environment = { ...stub.environment, AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint };
    const settings = { environment, core: null };
    const { peer } = await Peer.start(bundles.warmRunner, settings, [
      join(bundles.deployed, `${entry}.js`),
      expected,
    ]);
    return {
      peer,
      /** @returns what the call took */
      call: async (event: string) => {
        meter.calls.length = 0;
        await peer.ask({ events: [event], calls: 1 } satisfies WarmRequest);
        return sumUnits(meter.calls);
      },
    };
  };
  const [usage, inventory] = await Promise.all([
    start('usage', '"calls":'),
    start('inventory', '"statusCode":200'),
  ]);
  try {
    const at = new Date();
    const [first] = accounts;
    if (!first) throw new Error('There is no account.');
    const listed = managementEvent('GET', '/api/v1/keys', first.sub);
    // The state of counting is one of the facts of use; it is not there yet, but its read is charged.
    const before = (await inventory.call(listed)).readUnits - stateUnits;
    await usage.call(logBatch(accessKeysOf([first]), { lines: 8 * keysPerAccount, days: 8 }, at));
    const after = (await inventory.call(listed)).readUnits;
    const writes = [];
    for (const { title, lines, keys: count } of spreads) {
      const batch = () => logBatch(accessKeysOf(accounts).slice(0, count), { lines }, at);
      // The items of the day are there from the second batch on.
      await usage.call(batch());
      const units = await usage.call(batch());
      const perMillion = 1_000_000 / lines;
      const estimate = estimateCounting(defaultDeployment, {
        ...defaultUsage,
        callsPerBatch: lines,
        keysPerBatch: count,
      });
      const estimated = estimate.find(({ price }) => price === 'writeUnit')?.quantity ?? Number.NaN;
      writes.push({
        title,
        measured: units.writeUnits * perMillion,
        reads: units.readUnits * perMillion,
        estimated,
      });
    }
    return { writes, list: { before, after } };
  } finally {
    await Promise.all([usage.peer.stop(), inventory.peer.stop(), meter.close()]);
    await filled.close();
  }
}

/** An eventually consistent read of the item that says how far calls are counted. */
const stateUnits = 0.5;
