import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import { countCalls } from '../../core/usage-count.ts';
import type { BatchStore } from '../table/batch-store.ts';
import type { UsageStore } from '../table/usage-store.ts';
import type { LogBatch } from './read-batch.ts';

/**
 * Keys that are written at once: enough to keep a third of a processor busy, since a write takes some 2 ms of that and
 * 5 ms of waiting. More of them at a cold start open more connections than it can set up before they time out.
 */
const concurrency = 10;

/** How far the recorded state of counting may lag behind what was counted. */
const lagMs = 30_000;

/** Thrown for a repeat of a batch that somebody else is counting: it is to be sent again, in case they die. */
export class BatchBusy extends Error {
  override readonly name = 'BatchBusy';
}

/** What became of a batch. */
export interface CountedBatch {
  /** Whether it was a repeat of one that had been counted. */
  repeated: boolean;
  keys: number;
  /** Keys that do not exist any more. */
  gone: number;
}

/**
 * Counts batches of the access log, at least once each: truth ≤ count ≤ truth + one batch for each time that its
 * counting died. Batches may come in any order, twice, and at the same time.
 */
export class BatchCounter {
  readonly #usage: UsageStore;
  readonly #batches: BatchStore;
  readonly #leaseMs: number;
  #notedMs = 0;

  /** @param leaseMs longer than counting a batch can take */
  constructor({ usage, batches }: { usage: UsageStore; batches: BatchStore }, leaseMs: number) {
    this.#usage = usage;
    this.#batches = batches;
    this.#leaseMs = leaseMs;
  }

  /** @throws BatchBusy; Problem `unavailable` and others, with which the batch is to be sent again */
  async count({ id, calls, first, latest }: LogBatch, now: Date): Promise<CountedBatch> {
    if (calls.length === 0) {
      await this.#note(first, latest, now);
      return { repeated: false, keys: 0, gone: 0 };
    }
    const owner = randomUUID();
    const claim = await this.#batches.claim(id, owner, this.#leaseMs, now);
    if (claim === 'busy') throw new BatchBusy(`The batch ${id} is being counted.`);
    if (claim === 'counted') return { repeated: true, keys: 0, gone: 0 };
    try {
      return await this.#countClaimed({ id, calls, first, latest }, now);
    } catch (error) {
      // The repeat need not wait for the end of the lease. If this fails as well, it has to.
      await this.#batches.release(id, owner).catch(() => undefined);
      throw error;
    }
  }

  async #countClaimed(
    { id, calls, first, latest }: Omit<LogBatch, 'skipped'>,
    now: Date,
  ): Promise<CountedBatch> {
    const keys = countCalls(calls);
    const queue = new PQueue({ concurrency });
    // All of them, whatever becomes of one: what is counted now need not be counted by the repeat.
    const outcomes = await Promise.allSettled(
      keys.map((key) => queue.add(() => this.#usage.count(key, id, now))),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    await this.#note(first, latest, now);
    await this.#batches.finish(id, now);
    const gone = outcomes.filter((outcome) => outcome.status === 'fulfilled' && !outcome.value).length;
    return { repeated: false, keys: keys.length, gone };
  }

  async #note(first: Date | null, latest: Date | null, now: Date): Promise<void> {
    if (!first || !latest) return;
    // A clock that is ahead must not make silence look like knowledge.
    const asOf = new Date(Math.min(latest.getTime(), now.getTime()));
    if (asOf.getTime() < this.#notedMs + lagMs) return;
    await this.#usage.noteCounted(first, asOf);
    this.#notedMs = asOf.getTime();
  }
}
