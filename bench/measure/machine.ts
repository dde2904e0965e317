import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** One line about the machine that the figures come from. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${availableParallelism()} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node.js ${process.versions.node}`;
}

/** Load average over the last minute; above the number of cores, other programs were running as well. */
export function loadAverage(): number {
  return loadavg()[0] ?? 0;
}

/** The core that each side of a measurement is pinned to. */
export interface Pinning {
  subject: number;
  others: number;
}

/** Pins this process with all its threads to a core. @returns a function that undoes it */
export function bindThisProcess(core: number): () => void {
  const bind = (cores: string) => spawnSync('taskset', ['-acp', cores, String(process.pid)]);
  const before = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' }).stdout;
  bind(String(core));
  return () => void bind(before.slice(before.lastIndexOf(':') + 1).trim());
}

/** Separate cores for what is measured and what it talks to; null without taskset or a second core. */
export function findPinning(): Pinning | null {
  if (availableParallelism() < 2) return null;
  return spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? { subject: 0, others: 1 } : null;
}
