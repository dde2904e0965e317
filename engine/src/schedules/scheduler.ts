import { randomUUID } from 'node:crypto';
import { accountId, partition, region } from '../assembly/pseudo-parameters.ts';
import type { Clock } from '../clock/clock.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { Functions } from '../functions/functions.ts';
import { intervalMs, type Schedule } from './schedule.ts';

/** The outcome of a run; `result` is what the function returned. */
export interface ScheduleRun {
  readonly schedule: string;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

/** Runs schedules by real time, and all of them at once on request. */
export class Scheduler {
  readonly #entries: readonly { readonly schedule: Schedule; readonly host: FunctionHost }[];
  readonly #clock: Clock;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Schedule>();

  constructor(schedules: readonly Schedule[], functions: Functions, clock: Clock) {
    const enabled = schedules.filter((schedule) => schedule.isEnabled);
    this.#entries = enabled.map((schedule) => ({ schedule, host: functions.byArn(schedule.functionArn) }));
    this.#clock = clock;
  }

  /** From now on the schedules run by themselves. */
  start(): void {
    for (const { schedule, host } of this.#entries) {
      const everyMs = intervalMs(schedule.expression);
      // A timer can't wait longer than about 24 days. A schedule with a longer interval runs on request only.
      if (everyMs === undefined || everyMs > 2 ** 31 - 1) continue;
      const timer = setInterval(() => {
        // If the last run is still going, wait for the next interval.
        if (!this.#running.has(schedule)) void this.#run(schedule, host);
      }, everyMs);
      this.#timers.push(timer);
    }
  }

  /** Runs every schedule now, and waits. */
  runAll(): Promise<ScheduleRun[]> {
    return Promise.all(this.#entries.map(({ schedule, host }) => this.#run(schedule, host)));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #run(schedule: Schedule, host: FunctionHost): Promise<ScheduleRun> {
    this.#running.add(schedule);
    const invocation = await host.invoke(this.#event(schedule));
    this.#running.delete(schedule);
    if (invocation.kind === 'result')
      return { schedule: schedule.name, ok: true, result: JSON.parse(invocation.result) };
    return {
      schedule: schedule.name,
      ok: false,
      error: invocation.kind === 'error' ? invocation.errorMessage : 'the function timed out',
    };
  }

  #event(schedule: Schedule): string {
    const time = `${this.#clock.date().toISOString().slice(0, 19)}Z`;
    const id = randomUUID();
    if (schedule.input === undefined) {
      return JSON.stringify({
        version: '0',
        id,
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        time,
        detail: '{}',
      });
    }
    // EventBridge Scheduler's context attributes.
    return schedule.input
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', id)
      .replaceAll('<aws.scheduler.attempt-number>', '1')
      .replaceAll(
        '<aws.scheduler.schedule-arn>',
        `arn:${partition}:scheduler:${region}:${accountId}:schedule/default/${schedule.name}`,
      );
  }
}
