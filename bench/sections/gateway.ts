import { loadAverage } from '../measure/machine.ts';
import { median, quantile } from '../measure/statistics.ts';
import type { LoadResponse } from '../programs/load-generator.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section } from '../report/section.ts';
import { connections, keyCount, withLoad } from '../setup/load.ts';
import type { Workbench } from '../setup/workbench.ts';

const targetCallsPerSecond = 1_500;

/** Where the calls go: one of our functions behind the gateway, or the API that it protects. */
const routes = [
  { name: '`GET /v1/whoami` (a function)', path: '/v1/whoami' },
  { name: '`GET /v1/orders` (the upstream)', path: '/v1/orders' },
];

/** How many authorized calls per second the local engine serves, calling its authorizer for each. */
export async function measureGateway(bench: Workbench): Promise<Section> {
  const { options, progress } = bench;
  const rounds = options.quick ? 1 : 5;
  const seconds = options.quick ? 2 : 6;
  // In the first half minute, compiling the hot code takes a sixth of the processors.
  const warmUpSeconds = options.quick ? 2 : 30;
  return withLoad(bench, async (load, engine) => {
    const responses = routes.map((): (LoadResponse & { cpu: number })[] => []);
    for (let round = -1; round < rounds; round++) {
      progress(round < 0 ? 'gateway: warming up' : `gateway: round ${round + 1} of ${rounds}`);
      for (const [at, { path }] of routes.entries()) {
        const before = engine.processorMicroseconds();
        const response = await load({
          url: engine.gateway + path,
          seconds: round < 0 ? warmUpSeconds : seconds,
          rate: null,
        });
        const cpu = (engine.processorMicroseconds() - before) / response.calls;
        if (round >= 0) responses[at]?.push({ ...response, cpu });
      }
    }
    const rows = routes.map(({ name }, at) => {
      const rates = (responses[at] ?? []).map(({ callsPerSecond }) => callsPerSecond);
      const times = (responses[at] ?? []).map(({ milliseconds }) => milliseconds);
      return {
        name,
        rate: median(rates),
        best: quantile(rates, 1),
        p50: median(times.map(({ p50 }) => p50)),
        p99: median(times.map(({ p99 }) => p99)),
        cpu: median((responses[at] ?? []).map(({ cpu }) => cpu)),
        errors: (responses[at] ?? []).reduce((sum, { errors }) => sum + errors, 0),
      };
    });
    const verdicts = rows.map(({ name, rate, best }) => ({
      goal: `local engine, ${name}`,
      target: `≥ ${formatCount(targetCallsPerSecond)} calls per second`,
      measured: `${formatCount(rate)} (best round ${formatCount(best)})`,
      isReached: rate >= targetCallsPerSecond,
    }));
    const body = `Authorized calls through the local engine over ${connections} connections, with ${keyCount} keys in turns, half of which expire in a year. The authorizer's
cache is off, so each call calls the authorizer and reads the table. The engine, its functions' threads, its table and the load generator
share all cores of the machine. Medians of ${rounds} rounds of ${seconds} s after ${warmUpSeconds} s of warm-up. The load average at the end was ${loadAverage().toFixed(1)}.
An error is a call without a response, or with one that is not a 2xx.

${table(
  ['route', 'calls per second', 'best round', 'p50, ms', 'p99, ms', 'CPU per call, µs', 'errors'],
  rows.map(({ name, rate, best, p50, p99, cpu, errors }) => [
    name,
    formatCount(rate),
    formatCount(best),
    format(p50),
    format(p99),
    format(cpu),
    formatCount(errors),
  ]),
)}

CPU is the processor time of the engine's process with all its threads, whatever else the machine is running.`;
    return { title: 'Local engine', verdicts, body };
  });
}
