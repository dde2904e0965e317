import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { accountId } from '../assembly/pseudo-parameters.ts';
import type { Clock } from '../clock/clock.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { FunctionLog } from '../functions/function-log.ts';
import type { Functions } from '../functions/functions.ts';
import type { LogSubscription } from './subscription-filter.ts';

/** Minutes in AWS. */
const gatherMs = 500;
/** Lambda waits one and two minutes before it repeats a call that failed; the first is shorter here. */
const retryDelaysMs = [1_000, 60_000] as const;
/** AWS delivers at least once: here each so many batches one comes twice. */
const batchesToRepeat = 5;

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

interface Subscriber {
  readonly subscription: LogSubscription;
  readonly host: FunctionHost;
  waiting: LogEvent[];
  /** Of the latest batch. */
  delivered: LogEvent[];
  batches: number;
}

/** What becomes of the lines that are waiting. `again`: those delivered last come once more, in a batch with them. */
export type DeliveryFate = 'once' | 'again' | 'lost';

/** Delivers lines of logs to the functions that subscribe to them, as CloudWatch Logs does: in batches, at least once. */
export class LogDelivery {
  readonly #subscribers: readonly Subscriber[];
  readonly #clock: Clock;
  readonly #log: FunctionLog;
  readonly #underway = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  #lastId = 0;

  constructor(
    subscriptions: readonly LogSubscription[],
    functions: Functions,
    clock: Clock,
    log: FunctionLog,
  ) {
    this.#subscribers = subscriptions.map((subscription) => ({
      subscription,
      host: functions.byArn(subscription.functionArn),
      waiting: [],
      delivered: [],
      batches: 0,
    }));
    this.#clock = clock;
    this.#log = log;
  }

  put(logGroup: string, message: string): void {
    for (const subscriber of this.#subscribers) {
      const { subscription } = subscriber;
      if (subscription.logGroup !== logGroup || !subscription.matches(message)) continue;
      this.#lastId += 1;
      const timestamp = this.#clock.now();
      subscriber.waiting.push({
        id: `${timestamp}${String(this.#lastId).padStart(43, '0')}`,
        timestamp,
        message,
      });
      if (!this.#isHeld) this.#timer ??= setTimeout(() => this.#deliverWaiting(), gatherMs);
    }
  }

  /** While it is held, lines wait until they are asked for. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    clearTimeout(this.#timer);
    this.#timer = isHeld ? undefined : setTimeout(() => this.#deliverWaiting(), gatherMs);
  }

  /** Delivers what is waiting now, or loses it, and waits for the functions, retries included. */
  async settle(fate: DeliveryFate = 'once'): Promise<void> {
    for (const subscriber of this.#subscribers) {
      if (fate === 'lost') subscriber.waiting = [];
      if (fate === 'again') subscriber.waiting.unshift(...subscriber.delivered);
    }
    this.#deliverWaiting();
    await Promise.all(this.#underway);
  }

  /** Delivers what is waiting, and gives up what fails. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settle();
  }

  #deliverWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const subscriber of this.#subscribers) {
      const events = subscriber.waiting;
      if (events.length === 0) continue;
      subscriber.waiting = [];
      subscriber.delivered = events;
      if (subscriber.batches === 0) this.#send(subscriber, 'CONTROL_MESSAGE', [this.#healthCheck()]);
      subscriber.batches += 1;
      this.#send(subscriber, 'DATA_MESSAGE', events);
      if (subscriber.batches % batchesToRepeat === 0) this.#send(subscriber, 'DATA_MESSAGE', events);
    }
  }

  #healthCheck(): LogEvent {
    const message = 'CWL CONTROL MESSAGE: Checking health of destination Lambda function.';
    return { id: '', timestamp: this.#clock.now(), message };
  }

  #send({ subscription, host }: Subscriber, messageType: string, logEvents: LogEvent[]): void {
    const data = {
      messageType,
      owner: accountId,
      logGroup: subscription.logGroup,
      logStream: 'local',
      subscriptionFilters: [subscription.name],
      logEvents,
    };
    const event = JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } });
    const call = this.#call(host, event);
    this.#underway.add(call);
    void call.finally(() => this.#underway.delete(call));
  }

  async #call(host: FunctionHost, event: string): Promise<void> {
    for (const delayMs of [...retryDelaysMs, undefined]) {
      const { kind } = await host.invoke(event);
      if (kind === 'result' || this.#closing.signal.aborted) return;
      if (delayMs !== undefined) await this.#pause(delayMs);
    }
    this.#log.write(host.definition.name, 'lines of a log were given up after all retries');
  }

  async #pause(delayMs: number): Promise<void> {
    const { signal } = this.#closing;
    await wait(delayMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
