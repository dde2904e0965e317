import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles.ts';

/**
 * Makes sure that packages which only one part of the benchmark needs are there.
 * @param folder in bench/, with a package.json and a lock file of its own
 * @param proof a file that exists once they are installed
 * @returns null, or why they can't be had
 */
export async function ensureInstalled(
  folder: 'peers' | 'runtime',
  proof: string,
  progress: (line: string) => void,
): Promise<string | null> {
  const cwd = join(root, 'bench', folder);
  const isInstalled = () => existsSync(join(cwd, 'node_modules', proof));
  if (isInstalled()) return null;
  progress(`installing the packages of bench/${folder}`);
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 600_000,
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const [code] = await once(child, 'close').catch((error: unknown) => [error]);
  if (isInstalled()) return null;
  const [reason = String(code)] = complaints.split('\n').filter((line) => /err/i.test(line));
  return `\`npm ci\` in bench/${folder} failed: ${reason}`;
}
