import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runSynth } from '../../engine/src/synthesis/cdk.ts';
import { hashInputs } from '../../engine/src/synthesis/inputs.ts';
import { localSettings } from '../../engine/src/synthesis/synthesis.ts';
import { Peer } from '../measure/processes.ts';
import { root } from './bundles.ts';
import type { Workbench } from './workbench.ts';

/** The same in every run, because the address of the upstream is part of the synthesized app. */
const upstreamPort = 47_913;

/** With the default limits, the benchmark would measure the stage's throttling, which the engine plays. */
const context = [
  ...localSettings,
  `upstreamUrl=http://127.0.0.1:${upstreamPort}`,
  'gatewayRateLimit=100000',
  'gatewayBurstLimit=100000',
];

export interface NewKey {
  accessKey: string;
  secretKey: string;
  token: string;
}

export interface LocalEngine {
  gateway: string;
  /** Valid keys of one account. */
  keys: NewKey[];
  /** A call of the management API as that account's holder, or of the engine's own routes. */
  call<Body>(method: string, path: string, body?: object): Promise<Body>;
  /** Resident memory of the engine's process; NaN where the system does not report it. */
  residentMegabytes(): number;
  /** Processor time of all threads of the engine's process so far; NaN where the system does not report it. */
  processorMicroseconds(): number;
  stop(): Promise<void>;
}

/** Starts the local engine with its data in memory, one account with `keyCount` keys, and an upstream. */
export async function startLocalEngine(
  { folder, progress }: Workbench,
  keyCount: number,
): Promise<LocalEngine> {
  const assembly = await synthesize(progress);
  const { peer: upstream } = await Peer.start(
    join(root, 'bench', 'programs', 'upstream.ts'),
    { environment: {}, core: null },
    [String(upstreamPort)],
  );
  progress('starting the local engine');
  const port = await findPorts();
  const child = spawn(process.execPath, [join(root, 'engine', 'src', 'main.ts'), '--assembly', assembly], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      LATCHKEY_DATA: 'memory',
      LATCHKEY_LOG: join(folder, 'functions.log'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Leaves no process behind, however the benchmark ends.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await upstream.stop();
    await end(child);
  };
  try {
    await untilReady(child);
    const portal = `http://localhost:${port}`;
    const call = await signIn(portal);
    return {
      gateway: `http://localhost:${port + 1}`,
      keys: await makeKeys(call, keyCount),
      call,
      residentMegabytes: () => residentMegabytes(child.pid),
      processorMicroseconds: () => processorMicroseconds(child.pid),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function synthesize(progress: (line: string) => void): Promise<string> {
  const target = join(root, '.cache', 'bench', hashInputs(root, context));
  if (existsSync(target)) return target;
  progress('synthesizing the app for the local engine');
  rmSync(join(root, '.cache', 'bench'), { recursive: true, force: true });
  mkdirSync(join(root, '.cache', 'bench'), { recursive: true });
  // Under a temporary name until it is complete.
  const unfinished = `${target}.${process.pid}.tmp`;
  await runSynth(root, unfinished, context);
  renameSync(unfinished, target);
  return target;
}

/** The first of four free ports in a row. */
async function findPorts(): Promise<number> {
  for (let port = 47_920; port < 48_900; port += 4) {
    const free = await Promise.all([port, port + 1, port + 2, port + 3].map(isFree));
    if (free.every(Boolean)) return port;
  }
  throw new Error('No four free ports.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

async function untilReady(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (/^ready in/m.test(printed)) resolve();
  });
  child.once('exit', (code) => reject(new Error(`The local engine ended with ${code}: ${printed}`)));
  await promise;
}

async function makeKeys(call: LocalEngine['call'], count: number): Promise<NewKey[]> {
  await call('PUT', '/api/v1/account', {});
  const expiresAt = new Date(Date.now() + 365 * 86_400_000).toISOString();
  const keys: NewKey[] = [];
  for (let key = 0; key < count; key++) {
    // Half of them expire in a year: for these, `whoami` also reads the account.
    const fields = { name: `bench ${key}`, expiresAt: key % 2 === 0 ? null : expiresAt };
    keys.push(await call<NewKey>('POST', '/api/v1/keys', fields));
  }
  return keys;
}

/** ID tokens last for an hour: enough for a soak and what is before it. */
async function signIn(portal: string): Promise<LocalEngine['call']> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const call = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(portal + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const { idToken } = await call<{ idToken: string }>('POST', '/_local/token', {
    email: 'bench@example.com',
  });
  headers.authorization = `Bearer ${idToken}`;
  return call;
}

function residentMegabytes(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readProcess(pid, 'status')) ?? [];
  return Number(kilobytes) / 1024;
}

function processorMicroseconds(pid: number | undefined): number {
  // After the name, which may contain anything, fields 12 and 13 are user and system time in hundredths of a
  // second (proc(5)).
  const fields = readProcess(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

function readProcess(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
