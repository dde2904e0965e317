import { loadAverage } from '../measure/machine.ts';
import { median, quantile } from '../measure/statistics.ts';
import type { LoadAnswer } from '../programs/load-generator.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section } from '../report/section.ts';
import { connections, keyCount, withLoad } from '../setup/load.ts';
import type { Workbench } from '../setup/workbench.ts';

const targetCallsPerSecond = 1_500;

/** Where the calls go: a function of our own behind the gateway, or the API that it protects. */
const routes = [
  { name: '`GET /v1/whoami` (a function)', path: '/v1/whoami' },
  { name: '`GET /v1/orders` (the upstream)', path: '/v1/orders' },
];

/** How many authorized calls a second the local engine takes, its authorizer asked for each. */
export async function measureGateway(bench: Workbench): Promise<Section> {
  const { options, progress } = bench;
  const rounds = options.quick ? 1 : 5;
  const seconds = options.quick ? 2 : 6;
  // Compiling the hot code takes a sixth of the processors in the first half minute; an engine that is used has it behind itself.
  const warmUpSeconds = options.quick ? 2 : 30;
  return withLoad(bench, async (load, engine) => {
    const answers = routes.map((): (LoadAnswer & { cpu: number })[] => []);
    for (let round = -1; round < rounds; round++) {
      progress(round < 0 ? 'gateway: warming up' : `gateway: round ${round + 1} of ${rounds}`);
      for (const [at, { path }] of routes.entries()) {
        const before = engine.processorMicroseconds();
        const answer = await load({
          url: engine.gateway + path,
          seconds: round < 0 ? warmUpSeconds : seconds,
          rate: null,
        });
        const cpu = (engine.processorMicroseconds() - before) / answer.calls;
        if (round >= 0) answers[at]?.push({ ...answer, cpu });
      }
    }
    const rows = routes.map(({ name }, at) => {
      const rates = (answers[at] ?? []).map(({ callsPerSecond }) => callsPerSecond);
      const times = (answers[at] ?? []).map(({ milliseconds }) => milliseconds);
      return {
        name,
        rate: median(rates),
        best: quantile(rates, 1),
        p50: median(times.map(({ p50 }) => p50)),
        p99: median(times.map(({ p99 }) => p99)),
        cpu: median((answers[at] ?? []).map(({ cpu }) => cpu)),
        faults: (answers[at] ?? []).reduce((sum, { faults }) => sum + faults, 0),
      };
    });
    const verdicts = rows.map(({ name, rate, best }) => ({
      goal: `local engine, ${name}`,
      target: `≥ ${formatCount(targetCallsPerSecond)} calls a second`,
      measured: `${formatCount(rate)} (best round ${formatCount(best)})`,
      isReached: rate >= targetCallsPerSecond,
    }));
    const body = `Authorized calls through the local engine over ${connections} connections, ${keyCount} keys in turns, half of which expire in a year, the authorizer's cache off, so that each call is
an authorizer's call and a read of the table. Engine, its functions' threads, its table and the load generator share all cores of this machine, bound
to none. ${rounds} rounds of ${seconds} s after ${warmUpSeconds} s to warm up; medians. At the end ${loadAverage().toFixed(1)} processes were at work or waiting.

${table(
  ['route', 'calls a second', 'best round', 'p50, ms', 'p99, ms', 'CPU a call, µs', 'not answered with 200'],
  rows.map(({ name, rate, best, p50, p99, cpu, faults }) => [
    name,
    formatCount(rate),
    formatCount(best),
    format(p50),
    format(p99),
    format(cpu),
    formatCount(faults),
  ]),
)}

CPU is that of the engine's process, all threads: how much of the machine's cores a call takes, whatever else runs there.`;
    return { title: 'Local engine', verdicts, body };
  });
}
