import { run } from './processes.ts';

/** A bundle to be started cold. */
export interface ColdSubject {
  name: string;
  bundle: string;
  environment: Readonly<Record<string, string>>;
  /** JSON. */
  event: string;
  /** A text that the answer must contain. */
  expected: string;
}

export interface ColdResult {
  /** From the beginning of its import to the answer to its first call, for each round. */
  milliseconds: number[];
  cpuMilliseconds: number[];
}

/** Starts each subject once a round, in turns, so that what else the machine does hits all alike. */
export async function measureColdStarts(
  subjects: readonly ColdSubject[],
  settings: { rounds: number; runner: string; core: number | null },
): Promise<ColdResult[]> {
  const results = subjects.map((): ColdResult => ({ milliseconds: [], cpuMilliseconds: [] }));
  // The round before the first fills the file cache.
  for (let round = -1; round < settings.rounds; round++) {
    for (const at of rotation(subjects.length, round)) {
      const [subject, result] = [subjects[at], results[at]];
      if (!subject || !result) continue;
      const { bundle, event, expected, environment } = subject;
      const printed = await run(settings.runner, { environment, core: settings.core }, [
        bundle,
        event,
        expected,
      ]);
      // The line before may be the function's own log.
      const { milliseconds, cpuMilliseconds } = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
      if (round < 0) continue;
      result.milliseconds.push(milliseconds);
      result.cpuMilliseconds.push(cpuMilliseconds);
    }
  }
  return results;
}

/** The numbers below `count`, beginning with another one in each round: nobody always comes after the same neighbour's mess. */
export function rotation(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, at) => (at + round + count) % count);
}
