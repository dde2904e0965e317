import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const main = join(__dirname, '..', '..', '..', 'engine', 'src', 'main.ts');

/** Only ends a start that hangs: a busy machine may be slow. */
export const startMs = 600_000;

export interface RunOptions {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The engine in its own process, as `npm start` runs it. */
export class EngineProcess {
  readonly port: number;
  readonly child: ChildProcess;
  output = '';

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** Starts the engine without waiting. */
  static spawn(port: number, { args = [], environment = {} }: RunOptions): EngineProcess {
    const env = { ...process.env, LATCHKEY_DATA: 'memory', PORT: String(port), ...environment };
    return new EngineProcess(spawn(process.execPath, [main, ...args], { env }), port);
  }

  /**
   * Starts the engine on free ports, and waits until it is ready.
   * @throws with its output if it ends instead
   */
  static async start(
    assembly: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<EngineProcess> {
    const engine = EngineProcess.spawn(await freePorts(), { args: ['--assembly', assembly], environment });
    await engine.waitFor('Ctrl-C stops everything');
    return engine;
  }

  /** Waits until the engine has printed the text. */
  async waitFor(text: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      if (this.output.includes(text)) resolve();
    };
    this.child.stdout?.on('data', look);
    this.child.on('close', () => reject(new Error(`the engine ended: ${this.output}`)));
    look();
    await promise;
  }

  url(path: string, offset = 0): string {
    return `http://localhost:${this.port + offset}${path}`;
  }

  /** @returns the exit code, or null if it was killed */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal);
      await once(this.child, 'close');
    }
    return this.child.exitCode;
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  async postLocal(path: string, body?: object): Promise<Response> {
    return fetch(this.url(`/_local/${path}`), { method: 'POST', body: JSON.stringify(body ?? {}) });
  }

  async token(email: string): Promise<string> {
    // The format of this local route.
    const { idToken } = (await (await this.postLocal('token', { email })).json()) as { idToken: string };
    return idToken;
  }
}

/** The first of four consecutive free ports. */
// Below the system's ephemeral ports and those of the end-to-end tests. Two more ports are free before the
// first, for the test in which a second engine's ports end where the first one's begin. Above 10080, which fetch
// blocks as browsers do.
export async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = 10_100 + Math.floor(Math.random() * 1_580) * 6 + 2;
    const free = await Promise.all([-2, -1, 0, 1, 2, 3].map((offset) => isFree(first + offset)));
    if (!free.includes(false)) return first;
  }
  throw new Error('no free ports');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
