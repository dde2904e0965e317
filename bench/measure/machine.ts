import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on, in a line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${availableParallelism()} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node.js ${process.versions.node}`;
}

/** Processes that waited for a processor, on average over the last minute: above the number of cores, others were at work too. */
export function loadAverage(): number {
  return loadavg()[0] ?? 0;
}

/** Which core each side of a measurement is bound to; null where it can't be. */
export interface Pinning {
  subject: number;
  others: number;
}

/** Binds this process, all its threads, to a core. @returns a function that gives back what it was bound to */
export function bindThisProcess(core: number): () => void {
  const bind = (cores: string) => spawnSync('taskset', ['-acp', cores, String(process.pid)]);
  const before = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' }).stdout;
  bind(String(core));
  return () => void bind(before.slice(before.lastIndexOf(':') + 1).trim());
}

/** Two cores to keep what is measured and what it talks to apart, if the system has taskset and two cores. */
export function findPinning(): Pinning | null {
  if (availableParallelism() < 2) return null;
  return spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? { subject: 0, others: 1 } : null;
}
