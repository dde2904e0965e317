import type { KeyAddress } from '../../core/access-key.ts';
import { type KeyUse, mergeUse } from '../../core/key-use.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { mergeLastUsed, recordUse } from '../../core/rotation.ts';
import { system } from '../../core/trail.ts';
import type { KeyBatch, UsageCounts } from '../../core/usage-count.ts';
import { startOfDay, type UsageDay } from '../../core/usage-day.ts';
import { countingItemKey, keyItemKey, usageItemKey } from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { packUse, unpackUse } from './key-use-attribute.ts';
import { type RotationEvent, RotationStore } from './rotation-store.ts';
import { formatSecretUse, toSecrets } from './secret-attributes.ts';
import { TrailStore } from './trail-store.ts';
import { buildUpdateExpression } from './update-expression.ts';
import type { CountingItem, UsageItem } from './usage-item-shapes.ts';
import { keptDays, toCounts, UsageReader } from './usage-reader.ts';

/** Other batches that may get in between before we give up; each is one that was recorded. */
const mergeAttempts = 20;

/** As UsageReader, for the function that counts calls; apart, so that the bundles of all others hold nothing of it. */
export class UsageStore extends UsageReader {
  /**
   * Counts a batch's calls of one key. A batch that was counted by the write before is not counted again, which
   * takes care of lost responses; against other repeats see BatchStore.
   *
   * The first call that shows a new secret in use ends the old one, after the overlap.
   * @returns whether there is such a key
   */
  async count(batch: KeyBatch, batchId: string, now = new Date()): Promise<boolean> {
    const item = await this.#readKey(batch);
    if (item) {
      const recent = new Map<UsageDay, UsageCounts>();
      for (const [day, counts] of batch.days) {
        recent.set(day, await this.#addToDay(batch, day, counts, batchId));
      }
      if (await this.#merge(batch, item, recent)) {
        await this.#beginOverlap(batch, item, now);
        return true;
      }
    }
    // Deleted, now or while we were counting: what may have come back goes again.
    await this.forget(batch, [...batch.days.keys()]);
    return false;
  }

  /** Records that all calls from `first` through `latest` are counted, as far as is known; forward only. */
  async noteCounted(first: Date, latest: Date): Promise<void> {
    await this.table.update<CountingItem>(countingItemKey, {
      expression: 'SET startedAtMs = if_not_exists(startedAtMs, :first), asOfMs = :latest',
      condition: 'attribute_not_exists(asOfMs) OR asOfMs < :latest',
      values: { ':first': first.getTime(), ':latest': latest.getTime() },
    });
  }

  /** @returns the day's counts then */
  async #addToDay(
    address: KeyAddress,
    day: UsageDay,
    counts: UsageCounts,
    batchId: string,
  ): Promise<UsageCounts> {
    const added = Object.entries(counts).filter(([, count]) => count > 0);
    const key = usageItemKey(address, day);
    const outcome = await this.table.update<UsageItem>(key, {
      expression: `SET #batch = :batch, removeAfter = :removeAfter ADD ${added.map(([name]) => `${name} :${name}`).join(', ')}`,
      condition: 'attribute_not_exists(#batch) OR #batch <> :batch',
      names: { '#batch': 'batch' },
      values: {
        ':batch': batchId,
        ':removeAfter': startOfDay(day + keptDays).getTime() / 1000,
        ...Object.fromEntries(added.map(([name, count]) => [`:${name}`, count])),
      },
    });
    return toCounts(outcome.done ? outcome.item : await this.table.get<UsageItem>(key));
  }

  /** Brings the key's own item up to date. @returns false if the key is gone */
  async #merge(batch: KeyBatch, read: KeyItem, recent: KeyUse['recent']): Promise<boolean> {
    const { lastUsedAt, lastUsedFrom, lastRefusedAt } = batch;
    const facts: KeyUse = { lastUsedAt, lastUsedFrom, lastRefusedAt, recent };
    let item: KeyItem | null = read;
    for (let attempt = 0; attempt < mergeAttempts; attempt++) {
      if (!item) return false;
      const { use, secretUse } = item;
      const { expression, names, values } = buildUpdateExpression({
        use: packUse(mergeUse(unpackUse(use), facts)),
        // Uses are told apart from the first rotation on.
        ...(hasBeenRotated(item) && {
          secretUse: formatSecretUse(mergeLastUsed(toSecrets(item), batch.secrets)),
        }),
      });
      const { done } = await this.table.update<KeyItem>(keyItemKey(batch), {
        expression,
        condition: `attribute_exists(digest) AND ${use ? '#use = :read' : 'attribute_not_exists(#use)'} AND ${secretUse === undefined ? 'attribute_not_exists(secretUse)' : 'secretUse = :readSecretUse'}`,
        names,
        values: {
          ...values,
          ...(use && { ':read': use }),
          ...(secretUse !== undefined && { ':readSecretUse': secretUse }),
        },
      });
      if (done) return true;
      item = await this.#readKey(batch);
    }
    throw new Problem('unavailable');
  }

  /** Makes the new secret of a pending rotation the current one, if the batch shows it in use. */
  async #beginOverlap(batch: KeyBatch, { newSecretNo }: KeyItem, now: Date): Promise<void> {
    if (newSecretNo === undefined || !batch.secrets.get(newSecretNo)?.isInUse) return;
    const step: RotationEvent = (secrets, gates) => recordUse(secrets, newSecretNo, gates, now);
    const trail = {
      action: 'begin_overlap',
      record: new TrailStore(this.table).by(system, () => now),
    } as const;
    await new RotationStore(this.table)
      .change(batch, step, { editedAt: null, trail })
      .catch((error: unknown) => {
        // Deleted meanwhile: nothing is left to end.
        if (!(error instanceof Problem && error.code === 'key_not_found')) throw error;
      });
  }

  async #readKey(address: KeyAddress): Promise<KeyItem | null> {
    const item = await this.table.get<KeyItem | VoidedKeyItem>(keyItemKey(address));
    return item && isKeyItem(item) ? item : null;
  }
}

function hasBeenRotated({ newSecretNo, oldSecretNo }: KeyItem): boolean {
  return newSecretNo !== undefined || oldSecretNo !== undefined;
}
