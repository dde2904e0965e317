import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';

export interface CachedBuild {
  /** Holds the outputs, a folder each. */
  readonly folder: string;
  /** Stands for everything that the output depends on, such as a hash. */
  readonly name: string;
  /** How many outputs are kept: the most recently used. */
  readonly kept: number;
  /** Writes the output to a folder that doesn't exist yet. */
  readonly build: (output: string) => Promise<void>;
}

/**
 * Builds a folder, unless it has been built before. Several processes may do so at once: the first to finish
 * wins.
 * @returns the folder
 */
export async function buildOnce({ folder, name, kept, build }: CachedBuild): Promise<string> {
  const target = join(folder, name);
  if (existsSync(target)) {
    const now = new Date();
    utimesSync(target, now, now);
    return target;
  }
  mkdirSync(folder, { recursive: true });
  removeUnfinished(folder);
  // Under another name until it is complete, so that an interrupted build never looks like a finished one.
  const unfinished = `${target}.${randomUUID()}.${process.pid}.tmp`;
  const remove = () => rmSync(unfinished, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await build(unfinished);
    moveUnlessPresent(unfinished, target);
  } finally {
    remove();
    process.off('exit', remove);
  }
  removeOld(folder, kept);
  return target;
}

/**
 * A hash of files, their names included, and of texts.
 * @param names files and folders in `root`; those that don't exist count as empty
 * @param skipped names of files and folders that don't count
 */
export function hashFiles(
  root: string,
  names: readonly string[],
  { skipped = [], texts = [] }: { skipped?: readonly string[]; texts?: readonly string[] } = {},
): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of names.flatMap((name) => filesUnder(root, name, skipped))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function filesUnder(root: string, name: string, skipped: readonly string[]): string[] {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path)
    .filter((entry) => !skipped.includes(entry))
    .toSorted()
    .flatMap((entry) => filesUnder(root, join(name, entry), skipped));
}

// Another process may have finished the same build in the meantime.
function moveUnlessPresent(source: string, target: string): void {
  try {
    renameSync(source, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

// Left behind by processes that were killed while they built.
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

function removeOld(folder: string, kept: number): void {
  const byAge = readdirSync(folder)
    .filter((name) => !name.endsWith('.tmp'))
    .map((name) => join(folder, name))
    .toSorted((left, right) => lastUse(right) - lastUse(left));
  for (const path of byAge.slice(kept)) rmSync(path, { recursive: true, force: true });
}

// Another process may remove the same old output.
function lastUse(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
