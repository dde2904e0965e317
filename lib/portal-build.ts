import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'portal');

/** What the build reads. */
const inputs = [source, join(root, 'package-lock.json')];

/** How many builds are kept. */
const keptBuilds = 3;

export interface PortalBuild {
  /** Files whose names stay while their content changes: the page itself, the banner to embed. */
  readonly pages: string;
  /** Files that are named by a hash of their content. */
  readonly assets: string;
}

/**
 * Builds the portal, unless its outcome for the very same inputs is still there: no output is committed, so that synthesis,
 * deployment, the local engine and the tests of a fresh clone all come by here.
 * @throws with Vite's own words when it fails
 */
export function buildPortal(): PortalBuild {
  const builds = join(root, '.cache', 'portal');
  const target = join(builds, hashInputs());
  if (!existsSync(target)) {
    mkdirSync(builds, { recursive: true });
    // Under another name until it is complete, as several processes may build at once and any may be stopped.
    const unfinished = `${target}.${process.pid}.tmp`;
    try {
      runVite('vite.config.ts', join(unfinished, 'pages'));
      runVite('embed.config.ts', join(unfinished, 'pages', 'embed'));
      renameSync(join(unfinished, 'pages', 'assets'), join(unfinished, 'assets'));
      if (!existsSync(target)) renameSync(unfinished, target);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  const now = new Date();
  utimesSync(target, now, now);
  removeOld(builds);
  return { pages: join(target, 'pages'), assets: join(target, 'assets') };
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

function hashInputs(): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesUnder)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !['node_modules', 'test'].includes(name))
    .toSorted()
    .flatMap((name) => filesUnder(join(path, name)));
}

function removeOld(builds: string): void {
  const byAge = readdirSync(builds)
    .filter((name) => !name.endsWith('.tmp'))
    .map((name) => join(builds, name))
    .toSorted((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  for (const path of byAge.slice(keptBuilds)) rmSync(path, { recursive: true, force: true });
}
