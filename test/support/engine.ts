import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { absentUpstream, changedAssembly, root, sharedAssembly } from './engine-assembly.ts';
import { EngineClient, startMs } from './engine-client.ts';
import { freePorts } from './engine-ports.ts';

export interface EngineOptions {
  /** Null: an app without one. A port where nothing listens when absent. */
  readonly upstreamUrl?: string | null;
  /**
   * Whether it gets a process group of its own, so that what it leaves behind can be found. Else it is in the one of the tests, and
   * ends with them when they are interrupted.
   */
  readonly hasOwnGroup?: boolean;
  /** Changes the text of a template, to bring a fault about. */
  readonly rewrite?: (template: string) => string;
  /** A folder; memory when absent. */
  readonly data?: string;
  /** The first of four ports; free ones when absent. */
  readonly port?: number;
}

/** The local engine in a process of its own, as `npm start` runs it. */
export class Engine extends EngineClient {
  /** All that it has printed, functions included unless their log is in a data folder. */
  output = '';
  readonly #child: ChildProcess;
  readonly #hasOwnGroup: boolean;
  readonly #ended: Promise<unknown>;
  /** A folder that goes with it. */
  #assembly: string | undefined;

  private constructor(
    port: number,
    args: readonly string[],
    env: Record<string, string>,
    hasOwnGroup: boolean,
  ) {
    super(port);
    this.#hasOwnGroup = hasOwnGroup;
    this.#child = spawn(process.execPath, ['engine/src/main.ts', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: hasOwnGroup,
      env: { ...environment(), PORT: String(port), ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.#ended = once(this.#child, 'close');
    const kill = () => this.#signal('SIGKILL');
    process.once('exit', kill);
    void this.#ended.then(() => process.off('exit', kill));
  }

  /** Starts an engine and waits until everything serves. @throws with what it printed */
  static async start(options: EngineOptions = {}): Promise<Engine> {
    const { upstreamUrl = absentUpstream, rewrite } = options;
    const isShared = (upstreamUrl === absentUpstream || upstreamUrl === null) && rewrite === undefined;
    const assembly = isShared
      ? await sharedAssembly(upstreamUrl)
      : await changedAssembly((template) => {
          const redirected = template.replaceAll(absentUpstream, upstreamUrl ?? absentUpstream);
          return rewrite === undefined ? redirected : rewrite(redirected);
        });
    const engine = await Engine.startWith(assembly, options);
    if (!isShared) engine.#assembly = assembly;
    return engine;
  }

  /** Starts an engine with what synthesis wrote, and waits until everything serves. @throws with what it printed */
  static async startWith(
    assembly: string,
    { data, port, hasOwnGroup }: Pick<EngineOptions, 'data' | 'port' | 'hasOwnGroup'> = {},
  ): Promise<Engine> {
    const engine = Engine.launch(
      port ?? (await freePorts()),
      ['--assembly', assembly, '--load-on-call'],
      {
        LATCHKEY_DATA: data ?? 'memory',
        ...(data === undefined && { LATCHKEY_LOG: '-' }),
      },
      hasOwnGroup,
    );
    await engine.ready();
    return engine;
  }

  /** Starts an engine and doesn't wait. */
  static launch(
    port: number,
    args: readonly string[],
    env: Record<string, string>,
    hasOwnGroup = false,
  ): Engine {
    return new Engine(port, args, env, hasOwnGroup);
  }

  /** @throws with what it printed when it ends, or doesn't serve in time */
  async ready(deadlineMs = startMs / 2): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (performance.now() < deadline) {
      if (this.exitCode !== null) throw new Error(`the engine ended (${this.exitCode}):\n${this.output}`);
      if (await this.isServing()) return;
      await wait(50);
    }
    await this.stop();
    throw new Error(`the engine did not serve in time:\n${this.output}`);
  }

  /** Null while it runs; -1 when a signal ended it. */
  get exitCode(): number | null {
    return this.#child.signalCode === null ? this.#child.exitCode : -1;
  }

  /** Waits until it has printed this. @throws when it ends, or takes too long */
  async printed(pattern: RegExp, deadlineMs = startMs / 2): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (!pattern.test(this.output)) {
      if (this.exitCode !== null || performance.now() > deadline) {
        throw new Error(`the engine did not print ${pattern}:\n${this.output}`);
      }
      await wait(20);
    }
  }

  /** Whether it or any process that it started still runs; for one with a group of its own. */
  isGroupAlive(): boolean {
    return this.#signal(0);
  }

  /**
   * Sends a signal and waits for the end; to all processes of its own group, if it has one, as a terminal does.
   * @returns the exit code, null when the signal ended it
   */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#signal(signal);
    await this.#ended;
    return this.#child.exitCode;
  }

  /** Waits for it to end by itself. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async stop(): Promise<void> {
    if (this.exitCode === null) {
      const hard = setTimeout(() => this.#signal('SIGKILL'), 10_000);
      await this.end('SIGTERM');
      clearTimeout(hard);
    }
    await this.#ended;
    if (this.#assembly !== undefined) await rm(this.#assembly, { recursive: true, force: true });
  }

  /** @returns whether there was anything to send it to */
  #signal(signal: NodeJS.Signals | 0): boolean {
    try {
      const pid = this.#child.pid ?? Number.NaN;
      return process.kill(this.#hasOwnGroup ? -pid : pid, signal);
    } catch {
      return false;
    }
  }
}

// What this process was told about engines and tests is not for the engine under test.
function environment(): Record<string, string> {
  const foreign = /^(LATCHKEY_|JEST_|AWS_|PORT$|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$)/;
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
