import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { runSynth } from './cdk.ts';
import { hashInputs } from './inputs.ts';

/** How many assemblies are kept, so that going back and forth between a few settings stays quick. */
const keptAssemblies = 4;

export interface SynthesisOptions {
  /** The repository's root. */
  readonly root: string;
  readonly upstreamUrl: string | undefined;
  /** Told when something takes time. */
  readonly progress: (line: string) => void;
  /** Writes the assembly; replaced in tests. */
  readonly run?: typeof runSynth;
}

/**
 * Runs `cdk synth`, unless its outcome for the very same inputs is still there.
 * @returns the assembly's folder
 * @throws with the CDK's own words when it fails
 */
export async function synthesize({
  root,
  upstreamUrl,
  progress,
  run = runSynth,
}: SynthesisOptions): Promise<string> {
  const context = upstreamUrl === undefined ? [] : [`upstreamUrl=${upstreamUrl}`];
  const folder = join(root, '.cache', 'assembly');
  const target = join(folder, hashInputs(root, context));
  if (existsSync(target)) {
    const now = new Date();
    utimesSync(target, now, now);
    return target;
  }
  progress('synthesizing the app (only when it has changed)…');
  mkdirSync(folder, { recursive: true });
  removeUnfinished(folder);
  // Under another name until it is complete: an interrupted synthesis must not look like one that ended.
  const unfinished = `${target}.${process.pid}.tmp`;
  const remove = () => rmSync(unfinished, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await run(root, unfinished, context);
    if (!existsSync(target)) renameSync(unfinished, target);
  } finally {
    remove();
    process.off('exit', remove);
  }
  removeOld(folder);
  return target;
}

// What an engine left behind that was stopped while it synthesized.
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(name.match(/\.(\d+)\.tmp$/)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function removeOld(folder: string): void {
  const byAge = readdirSync(folder)
    .filter((name) => !name.endsWith('.tmp'))
    .map((name) => join(folder, name))
    .toSorted((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  for (const path of byAge.slice(keptAssemblies)) rmSync(path, { recursive: true, force: true });
}
