import type { WarmRequest, WarmResponse } from '../programs/warm-runner.ts';
import { rotation } from './cold-starts.ts';
import { Peer } from './processes.ts';
import { quantile } from './statistics.ts';

/** A bundle to keep warm. */
export interface WarmSubject {
  bundle: string;
  environment: Readonly<Record<string, string>>;
  events: string[];
  /** A text that the responses must contain. */
  expected: string;
}

/** One value per round. */
export interface WarmResult {
  p50: number[];
  p99: number[];
  cpu: number[];
}

/** Calls the subjects in turns, one batch per round, each in its own process. In microseconds. */
export async function measureWarmCalls(
  subjects: readonly WarmSubject[],
  settings: { rounds: number; calls: number; warmUpCalls: number; runner: string; core: number | null },
): Promise<WarmResult[]> {
  const { rounds, calls, warmUpCalls, runner, core } = settings;
  const peers: Peer[] = [];
  try {
    for (const { bundle, environment, events, expected } of subjects) {
      const { peer } = await Peer.start(runner, { environment, core }, [bundle, expected]);
      peers.push(peer);
      await peer.ask<WarmResponse>({ events, calls: warmUpCalls } satisfies WarmRequest);
    }
    const results = subjects.map((): WarmResult => ({ p50: [], p99: [], cpu: [] }));
    for (let round = 0; round < rounds; round++) {
      for (const at of rotation(subjects.length, round)) {
        const [peer, subject, result] = [peers[at], subjects[at], results[at]];
        if (!peer || !subject || !result) continue;
        const request: WarmRequest = { events: subject.events, calls };
        const { microseconds, cpuMicrosecondsPerCall } = await peer.ask<WarmResponse>(request);
        result.p50.push(quantile(microseconds, 0.5));
        result.p99.push(quantile(microseconds, 0.99));
        result.cpu.push(cpuMicrosecondsPerCall);
      }
    }
    return results;
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}
