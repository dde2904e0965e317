import type { LoadResponse } from '../programs/load-generator.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section } from '../report/section.ts';
import { connections, withLoad } from '../setup/load.ts';
import type { Workbench } from '../setup/workbench.ts';

/** Half of the gateway's maximum load for a long time. */
export async function measureSoak(bench: Workbench): Promise<Section> {
  const { options, progress } = bench;
  const seconds = options.soakSeconds;
  return withLoad(bench, async (load, engine) => {
    const url = `${engine.gateway}/v1/whoami`;
    progress('soak: finding the maximum load');
    await load({ url, seconds: 30, rate: null });
    const maximum = (await load({ url, seconds: 10, rate: null })).callsPerSecond;
    const rate = Math.floor(maximum / 2);
    // The first interval fills caches and heaps.
    const intervals = Math.max(4, Math.min(20, Math.round(seconds / 30)));
    const rows: { until: number; response: LoadResponse; megabytes: number }[] = [];
    for (let interval = 1; interval <= intervals; interval++) {
      const response = await load({ url, seconds: seconds / intervals, rate });
      rows.push({ until: (seconds / intervals) * interval, response, megabytes: engine.residentMegabytes() });
      progress(
        `soak: ${Math.round((seconds / intervals) * interval)} of ${seconds} s, ${formatCount(engine.residentMegabytes())} MB`,
      );
    }
    const errors = rows.reduce((sum, { response }) => sum + response.errors, 0);
    const calls = rows.reduce((sum, { response }) => sum + response.calls, 0);
    const memoryAfter = (share: number) => rows[Math.ceil(rows.length * share) - 1]?.megabytes ?? Number.NaN;
    const [begin, middle, end] = [rows[0]?.megabytes ?? Number.NaN, memoryAfter(0.5), memoryAfter(1)];
    const verdicts = [
      {
        goal: `soak of ${seconds} s`,
        target: 'no error',
        measured: `${formatCount(errors)} in ${formatCount(calls)} calls`,
        isReached: errors === 0,
      },
      {
        goal: `soak of ${seconds} s`,
        target: 'memory flat (within 20 % of that after the first interval)',
        measured: `${formatCount(begin)} MB, then ${formatCount(end)} MB`,
        isReached: Math.abs(end / begin - 1) <= 0.2,
      },
    ];
    // The heaps of a dozen threads take minutes to reach their size.
    if (seconds >= 300)
      verdicts.push({
        goal: `soak of ${seconds} s, its second half`,
        target: 'memory grows by no more than 5 %',
        measured: `${formatCount(middle)} MB, then ${formatCount(end)} MB`,
        isReached: end / middle - 1 <= 0.05,
      });
    const body = `\`GET /v1/whoami\` through the local engine at ${formatCount(rate)} calls per second, half of its maximum just before (${formatCount(maximum)}), over
${connections} connections. Memory is the resident set of the engine's process, including its functions' threads.

${table(
  ['until, s', 'calls', 'errors', 'p50, ms', 'p99, ms', 'memory, MB'],
  rows.map(({ until, response, megabytes }) => [
    formatCount(until),
    formatCount(response.calls),
    formatCount(response.errors),
    format(response.milliseconds.p50),
    format(response.milliseconds.p99),
    formatCount(megabytes),
  ]),
)}`;
    return { title: 'Soak', verdicts, body };
  });
}
