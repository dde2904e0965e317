import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles.ts';

/**
 * Installs packages that only one section of the benchmark needs, unless they are installed.
 * @param folder in bench/, with its own package.json and lock file
 * @param proof a file that exists once they are installed
 * @returns null, or why they can't be installed
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
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput += text;
  });
  const [code] = await once(child, 'close').catch((error: unknown) => [error]);
  if (isInstalled()) return null;
  const [reason = String(code)] = errorOutput.split('\n').filter((line) => /err/i.test(line));
  return `\`npm ci\` in bench/${folder} failed: ${reason}`;
}
