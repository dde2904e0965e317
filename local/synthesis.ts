import { spawn } from 'node:child_process';
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
import { dirname, join } from 'node:path';

/** What synthesis reads. A change in any of these makes a new assembly. */
const inputs = [
  'bin',
  'lib',
  'lambdas',
  'portal',
  'dist',
  'cdk.json',
  'cdk.context.json',
  'package-lock.json',
  'tsconfig.json',
];

/** How many assemblies are kept, so that going back and forth between a few settings stays quick. */
const keptAssemblies = 4;

export interface SynthesisOptions {
  /** The repository's root. */
  readonly root: string;
  readonly upstreamUrl: string | undefined;
  /** Told when something takes time. */
  readonly progress: (line: string) => void;
}

/**
 * Runs `cdk synth`, unless its outcome for the very same inputs is still there.
 * @returns the assembly's folder
 * @throws with the CDK's own words when it fails
 */
export async function synthesize({ root, upstreamUrl, progress }: SynthesisOptions): Promise<string> {
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
  // Under another name until it is complete: an interrupted synthesis must not look like one that ended.
  const unfinished = `${target}.${process.pid}.tmp`;
  try {
    await runCdk(root, unfinished, context);
    if (!existsSync(target)) renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOld(folder);
  return target;
}

function hashInputs(root: string, context: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of [process.version, ...context]) hash.update(`${text}\0`);
  for (const file of inputs.flatMap((name) => filesUnder(root, name))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function filesUnder(root: string, name: string): string[] {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => filesUnder(root, join(name, entry.name)));
}

async function runCdk(root: string, output: string, context: readonly string[]): Promise<void> {
  const require = createRequire(join(root, 'package.json'));
  const cdk = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const options = context.flatMap((setting) => ['-c', setting]);
  const child = spawn(
    process.execPath,
    [
      cdk,
      'synth',
      '--all',
      '--quiet',
      '--no-notices',
      '--no-version-reporting',
      '--output',
      output,
      ...options,
    ],
    // The repository's own tools, whatever the shell's path says: cdk.json calls them by name.
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: pathWith(root), CI: 'true' },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const stop = () => child.kill();
  process.once('exit', stop);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  process.off('exit', stop);
  if (status !== 0) throw new Error(`cdk synth failed:\n${printed.trim()}`);
}

function pathWith(root: string): string {
  const separator = process.platform === 'win32' ? ';' : ':';
  return [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(separator);
}

function removeOld(folder: string): void {
  const byAge = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => !path.endsWith('.tmp'))
    .toSorted((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  for (const path of byAge.slice(keptAssemblies)) rmSync(path, { recursive: true, force: true });
}
