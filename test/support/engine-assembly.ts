import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shared } from './shared/shared.ts';

export const root = join(import.meta.dirname, '..', '..');

/** The upstream of the one synthesis that serves all test files. Nothing listens on the discard port. */
export const absentUpstream = 'http://127.0.0.1:9';

/**
 * The app as synthesis writes it.
 * @param upstreamUrl null: without one
 * @returns its folder, which others use too
 */
export function sharedAssembly(upstreamUrl: string | null): Promise<string> {
  return shared('assembly', upstreamUrl ?? '');
}

/**
 * The app as synthesis writes it, then changed.
 * @param rewrite changes the text of a template
 * @returns a folder of the caller's own, to be removed
 */
export async function changedAssembly(rewrite: (template: string) => string): Promise<string> {
  return rewriteAssembly(await sharedAssembly(absentUpstream), rewrite);
}

/** A changed copy. @returns a folder of the caller's own, to be removed */
export async function rewriteAssembly(
  source: string,
  rewrite: (template: string) => string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-assembly-'));
  await cp(source, folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.template.json')) continue;
    await writeFile(join(folder, name), rewrite(await readFile(join(folder, name), 'utf8')));
  }
  return folder;
}
