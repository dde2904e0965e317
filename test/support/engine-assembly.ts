import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { synthesize } from '../../engine/src/synthesis/synthesis.ts';

export const root = join(__dirname, '..', '..');

/** The upstream of the one synthesis that serves all test files. Nothing listens on the discard port. */
export const absentUpstream = 'http://127.0.0.1:9';

/** How long one synthesis may take before its lock counts as left behind. */
const lockLifeMs = 60_000;

/**
 * The app as synthesis writes it.
 * @param upstreamUrl null: without one
 * @returns its folder, which others use too
 */
export function sharedAssembly(upstreamUrl: string | null): Promise<string> {
  return synthesizeOnce(upstreamUrl ?? undefined);
}

/**
 * The app as synthesis writes it, then changed.
 * @param rewrite changes the text of a template
 * @returns a folder of the caller's own, to be removed
 */
export async function changedAssembly(rewrite: (template: string) => string): Promise<string> {
  const source = await synthesizeOnce(absentUpstream);
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-assembly-'));
  await cp(source, folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.template.json')) continue;
    await writeFile(join(folder, name), rewrite(await readFile(join(folder, name), 'utf8')));
  }
  return folder;
}

/** Lets one worker synthesize while the others wait: each by itself would take as long, all at once several times that. */
async function synthesizeOnce(upstreamUrl: string | undefined): Promise<string> {
  const lock = join(root, '.cache', 'e2e-synthesis.lock');
  await mkdir(join(root, '.cache'), { recursive: true });
  while (!(await take(lock))) await wait(100);
  try {
    return await synthesize({ root, upstreamUrl, progress: () => undefined });
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const age = existsSync(lock)
      ? Date.now() - (await stat(lock).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs
      : 0;
    if (age > lockLifeMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}
