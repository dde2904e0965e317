import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../assembly/json.ts';
import { accountId, region } from '../assembly/pseudo-parameters.ts';
import type { Clock } from '../clock/clock.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { Functions } from '../functions/functions.ts';
import { matchesPattern } from './event-pattern.ts';
import type { EventRule } from './event-rules.ts';

/** The sender's part of an event. The bus adds the rest of the envelope. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/** The outcome of a rule's function for one event; `result` is what it returned. */
export interface EventRun {
  readonly rule: string;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

/** The account's default event bus: calls the functions of the rules that match. */
export class EventBus {
  readonly #entries: readonly { readonly rule: EventRule; readonly hosts: readonly FunctionHost[] }[];
  readonly #clock: Clock;

  constructor(rules: readonly EventRule[], functions: Functions, clock: Clock) {
    this.#entries = rules.map((rule) => ({
      rule,
      hosts: rule.functionArns.map((arn) => functions.byArn(arn)),
    }));
    this.#clock = clock;
  }

  /** Calls each function once and waits. Unlike AWS, it doesn't retry. */
  deliver({ source, detailType, resources, detail }: EventEntry): Promise<EventRun[]> {
    const event: JsonObject = {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source,
      account: accountId,
      time: `${this.#clock.date().toISOString().slice(0, 19)}Z`,
      region,
      resources: [...resources],
      detail,
    };
    const calls = this.#entries
      .filter(({ rule }) => matchesPattern(rule.pattern, event))
      .flatMap(({ rule, hosts }) => hosts.map((host) => call(rule.name, host, JSON.stringify(event))));
    return Promise.all(calls);
  }
}

async function call(rule: string, host: FunctionHost, event: string): Promise<EventRun> {
  const invocation = await host.invoke(event);
  if (invocation.kind === 'result') return { rule, ok: true, result: JSON.parse(invocation.result) };
  const error = invocation.kind === 'error' ? invocation.errorMessage : 'the function timed out';
  return { rule, ok: false, error };
}
