import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'portal');

export interface PortalBuild {
  /** Files whose names stay while their content changes: the page itself, the banner to embed. */
  readonly pages: string;
  /** Files named by a hash of their content. */
  readonly assets: string;
}

/**
 * Builds the portal. Each synthesis does so, because no build output is committed.
 * @param output a folder, which is emptied first; by default one that is removed when the process ends
 * @throws when Vite fails; its output goes to standard error
 */
export function buildPortal(output = temporaryFolder()): PortalBuild {
  const [pages, assets] = [join(output, 'pages'), join(output, 'assets')];
  rmSync(assets, { recursive: true, force: true });
  runVite('vite.config.ts', pages);
  runVite('embed.config.ts', join(pages, 'embed'));
  renameSync(join(pages, 'assets'), assets);
  return { pages, assets };
}

// Several processes may build at once, so each has a folder of its own. The CDK copies what it needs at once.
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-portal-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function runVite(config: string, output: string): void {
  const vite = createRequire(join(source, 'package.json')).resolve('vite/package.json');
  const args = ['build', source, '--config', join(source, config), '--outDir', output, '--logLevel', 'warn'];
  execFileSync(process.execPath, [join(vite, '..', 'bin', 'vite.js'), ...args, '--emptyOutDir'], {
    cwd: root,
    // Standard output belongs to the CDK, which reads it.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
