import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { absentUpstream, changedAssembly, root, sharedAssembly } from './engine-assembly.ts';
import { Holder } from './engine-holder.ts';
import { type Answer, type Call, send } from './engine-http.ts';
import { freePorts } from './engine-ports.ts';

/** How long a start may take: the very first one synthesizes the app. */
export const startMs = 150_000;

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
  /** The first of three ports; free ones when absent. */
  readonly port?: number;
}

let people = 0;

/** The local engine in a process of its own, as `npm start` runs it. */
export class Engine {
  readonly port: number;
  readonly gatewayPort: number;
  readonly mailPort: number;
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
    this.#hasOwnGroup = hasOwnGroup;
    this.port = port;
    this.gatewayPort = port + 1;
    this.mailPort = port + 2;
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
    const { upstreamUrl = absentUpstream, rewrite, data, port, hasOwnGroup } = options;
    const isShared = (upstreamUrl === absentUpstream || upstreamUrl === null) && rewrite === undefined;
    const assembly = isShared
      ? await sharedAssembly(upstreamUrl)
      : await changedAssembly((template) => {
          const redirected = template.replaceAll(absentUpstream, upstreamUrl ?? absentUpstream);
          return rewrite === undefined ? redirected : rewrite(redirected);
        });
    const engine = Engine.launch(
      port ?? (await freePorts()),
      ['--assembly', assembly],
      {
        LATCHKEY_DATA: data ?? 'memory',
        ...(data === undefined && { LATCHKEY_LOG: '-' }),
      },
      hasOwnGroup,
    );
    if (!isShared) engine.#assembly = assembly;
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
  async ready(deadlineMs = 60_000): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (performance.now() < deadline) {
      if (this.exitCode !== null) throw new Error(`the engine ended (${this.exitCode}):\n${this.output}`);
      const health = await send(this.port, { path: '/_local/health' }).catch(() => undefined);
      if (health?.status === 200) return;
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
  async printed(pattern: RegExp, deadlineMs = 30_000): Promise<void> {
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

  async signIn(email: string): Promise<Holder> {
    const answer = await this.#local<{ idToken: string }>('token', { email });
    return new Holder(this.port, email, answer.idToken);
  }

  /** Signs somebody in whom nobody has seen before, without an account. */
  newPerson(): Promise<Holder> {
    people += 1;
    return this.signIn(`person-${people}@example.com`);
  }

  /** Somebody new, with an account. */
  async newHolder(): Promise<Holder> {
    const holder = await this.newPerson();
    await holder.ensureAccount();
    return holder;
  }

  /** The time that the functions see. */
  async now(): Promise<Date> {
    return this.advance(0);
  }

  /** Moves the clock. @returns the time that the functions see from then on */
  async advance(seconds: number): Promise<Date> {
    const { now } = await this.#local<{ now: string }>('clock', { advanceSeconds: seconds });
    return new Date(now);
  }

  /** An instant so many seconds from now, as `expiresAt` takes it. */
  async after(seconds: number): Promise<string> {
    return instant(new Date((await this.now()).getTime() + seconds * 1000));
  }

  /** A call of the management API without a sign-in. */
  management<Body>(call: Call): Promise<Answer<Body>> {
    return send(this.port, call);
  }

  gateway<Body>(call: Call): Promise<Answer<Body>> {
    return send(this.gatewayPort, call);
  }

  whoami<Body = WhoAmI>(headers: Call['headers']): Promise<Answer<Body>> {
    return this.gateway({ path: '/v1/whoami', ...(headers && { headers }) });
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

  async #local<Body>(route: string, body: object): Promise<Body> {
    const answer = await send<Body>(this.port, {
      method: 'POST',
      path: `/_local/${route}`,
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(`${route}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
}

export interface WhoAmI {
  accountId: string;
  accessKey: string;
  name: string;
  status: string;
  expiresAt: string | null;
  secondsLeft: number | null;
}

/** RFC 3339, UTC, whole seconds. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const apiKey = (token: string) => ({ 'x-api-key': token });
export const basic = (accessKey: string, secretKey: string) => ({
  authorization: `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString('base64')}`,
});

// What this process was told about engines and tests is not for the engine under test.
function environment(): Record<string, string> {
  const foreign = /^(LATCHKEY_|JEST_|AWS_|PORT$|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$)/;
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
