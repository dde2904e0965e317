import { run } from './processes.ts';

/** A bundle to start cold. */
export interface ColdSubject {
  name: string;
  bundle: string;
  environment: Readonly<Record<string, string>>;
  /** As JSON. */
  event: string;
  /** A text that the response must contain. */
  expected: string;
}

export interface ColdResult {
  /** From the start of its import to its first response, for each round. */
  milliseconds: number[];
  cpuMilliseconds: number[];
}

/** Starts each subject once per round, in turns, so that other load on the machine affects all alike. */
export async function measureColdStarts(
  subjects: readonly ColdSubject[],
  settings: { rounds: number; runner: string; core: number | null },
): Promise<ColdResult[]> {
  const results = subjects.map((): ColdResult => ({ milliseconds: [], cpuMilliseconds: [] }));
  // An extra round first, to fill the file cache.
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
      // Earlier lines may be the function's own log.
      const { milliseconds, cpuMilliseconds } = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
      if (round < 0) continue;
      result.milliseconds.push(milliseconds);
      result.cpuMilliseconds.push(cpuMilliseconds);
    }
  }
  return results;
}

/** The numbers below `count`, starting with a different one each round. */
export function rotation(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, at) => (at + round + count) % count);
}
