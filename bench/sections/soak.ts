import type { LoadAnswer } from '../programs/load-generator.ts';
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
    // The first stretch fills caches and heaps.
    const stretches = Math.max(4, Math.min(20, Math.round(seconds / 30)));
    const rows: { until: number; answer: LoadAnswer; megabytes: number }[] = [];
    for (let stretch = 1; stretch <= stretches; stretch++) {
      const answer = await load({ url, seconds: seconds / stretches, rate });
      rows.push({ until: (seconds / stretches) * stretch, answer, megabytes: engine.residentMegabytes() });
      progress(
        `soak: ${Math.round((seconds / stretches) * stretch)} of ${seconds} s, ${formatCount(engine.residentMegabytes())} MB`,
      );
    }
    const faults = rows.reduce((sum, { answer }) => sum + answer.faults, 0);
    const calls = rows.reduce((sum, { answer }) => sum + answer.calls, 0);
    const memoryAfter = (share: number) => rows[Math.ceil(rows.length * share) - 1]?.megabytes ?? Number.NaN;
    const [begin, middle, end] = [rows[0]?.megabytes ?? Number.NaN, memoryAfter(0.5), memoryAfter(1)];
    const verdicts = [
      {
        goal: `soak of ${seconds} s`,
        target: 'no error',
        measured: `${formatCount(faults)} in ${formatCount(calls)} calls`,
        isReached: faults === 0,
      },
      {
        goal: `soak of ${seconds} s`,
        target: 'memory flat (within 20 % of that after the first stretch)',
        measured: `${formatCount(begin)} MB, then ${formatCount(end)} MB`,
        isReached: Math.abs(end / begin - 1) <= 0.2,
      },
    ];
    // The heaps of a dozen threads take minutes to find their size.
    if (seconds >= 300)
      verdicts.push({
        goal: `soak of ${seconds} s, its second half`,
        target: 'memory grows by no more than 5 %',
        measured: `${formatCount(middle)} MB, then ${formatCount(end)} MB`,
        isReached: end / middle - 1 <= 0.05,
      });
    const body = `\`GET /v1/whoami\` through the local engine at ${formatCount(rate)} calls a second, half of the ${formatCount(maximum)} that it took at most just before, over ${connections}
connections. Memory is what the engine's process holds (resident set), functions' threads included.

${table(
  ['until, s', 'calls', 'not answered with 200', 'p50, ms', 'p99, ms', 'memory, MB'],
  rows.map(({ until, answer, megabytes }) => [
    formatCount(until),
    formatCount(answer.calls),
    formatCount(answer.faults),
    format(answer.milliseconds.p50),
    format(answer.milliseconds.p99),
    formatCount(megabytes),
  ]),
)}`;
    return { title: 'Soak', verdicts, body };
  });
}
