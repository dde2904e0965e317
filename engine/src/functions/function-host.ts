import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock/clock.ts';
import { compileCache } from '../compile-cache.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionLog } from './function-log.ts';
import type { InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts';

/** The outcome of an invocation. `errorMessage` is the function's own and must not be shown to a caller. */
export type Invocation =
  | { readonly kind: 'result'; readonly result: string }
  | { readonly kind: 'error'; readonly errorMessage: string }
  /** The function's own timeout has passed. */
  | { readonly kind: 'timeout' }
  /** The caller's timeout has passed; the function keeps running. */
  | { readonly kind: 'abandoned' };

/** Room for short-lived objects. With a thread's small default the garbage collector runs all the time. */
const youngGenerationMb = 32;

/** Lambda gives a function ten seconds to load; this machine may be busy with others. */
const loadLimitMs = 60_000;

interface Pending {
  readonly settle: (invocation: Invocation) => void;
  timer: NodeJS.Timeout;
}

/** Runs one function in its own thread, and starts a new thread when that one has died. */
export class FunctionHost {
  readonly definition: FunctionDefinition;
  readonly #clock: Clock;
  readonly #log: FunctionLog;
  #thread: FunctionThread | undefined;
  #closed = false;

  constructor(definition: FunctionDefinition, clock: Clock, log: FunctionLog) {
    this.definition = definition;
    this.#clock = clock;
    this.#log = log;
  }

  /** Loads the function ahead of its first call. @returns why it can't be loaded, or undefined if it can */
  async warm(): Promise<string | undefined> {
    return this.#running().ready;
  }

  /**
   * @param event as JSON text
   * @param patienceMs the caller's timeout, which may be shorter than the function's own
   */
  invoke(event: string, patienceMs = Number.POSITIVE_INFINITY): Promise<Invocation> {
    if (this.#closed) return Promise.resolve({ kind: 'error', errorMessage: 'the engine is stopping' });
    const invocation = this.#running().invoke(event);
    return patienceMs > this.definition.timeoutMs ? invocation : within(patienceMs, invocation);
  }

  /** Forgets all that the function remembers between calls: the next one loads it again. */
  async restart(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
  }

  #running(): FunctionThread {
    if (this.#thread === undefined || !this.#thread.usable) {
      this.#thread = new FunctionThread(this.definition, this.#clock, this.#log);
    }
    return this.#thread;
  }
}

class FunctionThread {
  usable = true;
  /** Why the function can't be loaded, or undefined once it has been. */
  readonly ready: Promise<string | undefined>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #definition: FunctionDefinition;
  readonly #log: FunctionLog;
  #lastId = 0;

  constructor(definition: FunctionDefinition, clock: Clock, log: FunctionLog) {
    this.#definition = definition;
    this.#log = log;
    const start: WorkerStart = { definition, clock: clock.shared };
    this.#worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      workerData: start,
      env: { ...definition.environment, ...compileCache.environment() },
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
      stdout: true,
      stderr: true,
    });
    log.capture(definition.name, this.#worker.stdout);
    log.capture(definition.name, this.#worker.stderr);
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.ready = promise;
    this.#worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') resolve(undefined);
      else this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      log.write(definition.name, `the function crashed: ${error}`);
      resolve(String(error));
    });
    this.#worker.on('exit', () => {
      resolve('the function exited');
      this.#die();
    });
  }

  invoke(event: string): Promise<Invocation> {
    this.#lastId += 1;
    const message: InvokeMessage = { id: this.#lastId, event, requestId: randomUUID() };
    return new Promise((settle) => {
      const expireAfter = (ms: number) => setTimeout(() => this.#expire(message), ms);
      const { timeoutMs } = this.#definition;
      const pending = { settle, timer: expireAfter(loadLimitMs + timeoutMs) };
      this.#pending.set(message.id, pending);
      this.#worker.postMessage(message);
      // As in AWS, the time-out is for the call; loading has a limit of its own.
      void this.ready.then(() => {
        if (this.#pending.get(message.id) !== pending) return;
        clearTimeout(pending.timer);
        pending.timer = expireAfter(timeoutMs);
      });
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(message: Exclude<WorkerMessage, { kind: 'ready' }>): void {
    if (message.kind === 'result') this.#settle(message.id, { kind: 'result', result: message.result });
    else this.#settle(message.id, { kind: 'error', errorMessage: message.error.errorMessage });
  }

  // As in AWS, an instance that timed out is not used again: it may be stuck in a loop. Its other invocations
  // may finish.
  #expire({ id, requestId }: InvokeMessage): void {
    this.usable = false;
    this.#log.write(this.#definition.name, `${requestId}: Task timed out`);
    this.#settle(id, { kind: 'timeout' });
  }

  #die(): void {
    this.usable = false;
    for (const id of this.#pending.keys())
      this.#settle(id, { kind: 'error', errorMessage: 'the function exited' });
  }

  #settle(id: number, invocation: Invocation): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    pending.settle(invocation);
    if (!this.usable && this.#pending.size === 0) void this.terminate();
  }
}

async function within(patienceMs: number, invocation: Promise<Invocation>): Promise<Invocation> {
  const { promise, resolve } = Promise.withResolvers<Invocation>();
  const timer = setTimeout(() => resolve({ kind: 'abandoned' }), patienceMs);
  try {
    return await Promise.race([promise, invocation]);
  } finally {
    clearTimeout(timer);
  }
}
