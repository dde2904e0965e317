import { toEpochSeconds } from '../../core/instant.ts';
import { batchItemKey } from './item-keys.ts';
import type { TableClient } from './table-client.ts';
import type { BatchItem } from './usage-item-shapes.ts';

/** Longer than CloudWatch Logs and Lambda go on repeating a batch. */
const rememberedMs = 2 * 86_400_000;

/** Counted: there is nothing left to do. Busy: somebody else may be counting it, and may yet die. */
export type BatchClaim = 'claimed' | 'counted' | 'busy';

/**
 * Batches of the access log. They are delivered at least once, so one that was counted is remembered; this is
 * written last, so that no batch is lost whose counting dies. A lease keeps a repeat away in the meantime. So a
 * batch is counted twice, in part or whole, only if somebody died while counting it.
 */
export class BatchStore {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /**
   * @param owner random; whoever it is may repeat the call
   * @param leaseMs longer than counting can take
   */
  async claim(batchId: string, owner: string, leaseMs: number, now: Date): Promise<BatchClaim> {
    const { done } = await this.#table.update<BatchItem>(batchItemKey(batchId), {
      expression: 'SET #owner = :owner, leaseUntilMs = :until, removeAfter = :removeAfter',
      condition:
        'attribute_not_exists(countedAtMs) AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs < :now OR #owner = :owner)',
      names: { '#owner': 'owner' },
      values: {
        ':owner': owner,
        ':now': now.getTime(),
        ':until': now.getTime() + leaseMs,
        ':removeAfter': toEpochSeconds(new Date(now.getTime() + rememberedMs)),
      },
    });
    if (done) return 'claimed';
    const item = await this.#table.get<BatchItem>(batchItemKey(batchId));
    return item?.countedAtMs === undefined ? 'busy' : 'counted';
  }

  /** Gives up a claim, for the next who tries. */
  async release(batchId: string, owner: string): Promise<void> {
    await this.#table.update<BatchItem>(batchItemKey(batchId), {
      expression: 'SET leaseUntilMs = :never',
      condition: '#owner = :owner',
      names: { '#owner': 'owner' },
      values: { ':owner': owner, ':never': 0 },
    });
  }

  /** Remembers that a batch has been counted. */
  async finish(batchId: string, now: Date): Promise<void> {
    await this.#table.update<BatchItem>(batchItemKey(batchId), {
      expression: 'SET countedAtMs = :now, removeAfter = :removeAfter',
      values: {
        ':now': now.getTime(),
        ':removeAfter': toEpochSeconds(new Date(now.getTime() + rememberedMs)),
      },
    });
  }
}
