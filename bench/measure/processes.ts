import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProcessSettings {
  environment: Readonly<Record<string, string>>;
  /** The core to run on; null: any. */
  core: number | null;
}

/** The command line that runs a program on one core. */
export function processCommand(
  core: number | null,
  program: string,
  args: readonly string[],
): [string, string[]] {
  return core === null ? [program, [...args]] : ['taskset', ['-c', String(core), program, ...args]];
}

/** A child process of the benchmark that replies to each request with one message. */
export class Peer {
  readonly #child: ChildProcess;
  readonly #name: string;

  private constructor(child: ChildProcess, name: string) {
    this.#child = child;
    this.#name = name;
  }

  /** Starts a script and waits for its first message, which says that it is ready. */
  static async start<Ready>(
    script: string,
    { environment, core }: ProcessSettings,
    args: readonly string[] = [],
  ): Promise<{ peer: Peer; ready: Ready }> {
    const [execPath, execArgv] = processCommand(core, process.execPath, []);
    const child = fork(script, [...args], {
      execPath,
      execArgv,
      env: { ...basicEnvironment(), ...environment },
    });
    const peer = new Peer(child, script);
    return { peer, ready: await peer.#receive<Ready>() };
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async ask<Reply>(request: object): Promise<Reply> {
    const reply = this.#receive<Reply>();
    this.#child.send(request);
    return reply;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async #receive<Message>(): Promise<Message> {
    const controller = new AbortController();
    const { signal } = controller;
    try {
      return await Promise.race([
        once(this.#child, 'message', { signal }).then(([message]) => message as Message),
        once(this.#child, 'exit', { signal }).then(([code]) => {
          throw new Error(`${this.#name} ended with ${code}`);
        }),
      ]);
    } finally {
      controller.abort();
    }
  }
}

/** Runs a script to its end. @returns its output @throws Error with its error output when it fails */
export async function run(
  script: string,
  { environment, core }: ProcessSettings,
  args: readonly string[] = [],
): Promise<string> {
  const child = spawn(...processCommand(core, process.execPath, [script, ...args]), {
    env: { ...basicEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${printed.stderr}`);
  return printed.stdout;
}

/** Only the path of the shell's own environment reaches what is measured. */
function basicEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', TZ: 'UTC' };
}
