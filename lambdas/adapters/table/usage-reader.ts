import type { KeyAddress } from '../../core/access-key.ts';
import type { Counting } from '../../core/key-use.ts';
import type { UsageCounts } from '../../core/usage-count.ts';
import { lastDays, type UsageDay, usageDay } from '../../core/usage-day.ts';
import type { DayUsage } from '../../core/usage-view.ts';
import { countingItemKey, parseUsageSortKey, usageItemKey, usageRange } from './item-keys.ts';
import type { TableClient } from './table-client.ts';
import type { CountingItem, UsageItem } from './usage-item-shapes.ts';

/** How long the calls of a day are kept. The API shows 90 days. */
export const keptDays = 100;

/**
 * The use of keys: counts of each day in items of their own, and what lists show of it in the key's own item. So a
 * key takes its last use with it when it is deleted, and no late batch can bring that back: its write requires
 * the key.
 */
export class UsageReader {
  protected readonly table: TableClient;

  constructor(table: TableClient) {
    this.table = table;
  }

  /** The calls of a key on its last days; days without any are left out. */
  async readKeyDays(address: KeyAddress, count: number, now: Date): Promise<DayUsage[]> {
    const keys = lastDays(count, now).map((day) => usageItemKey(address, day));
    return toDayUsages(await this.table.getManyLagging<UsageItem>(keys));
  }

  /** The calls of all keys of an account on its last days, by one query. */
  async readAccountDays(accountId: string, count: number, now: Date): Promise<DayUsage[]> {
    const today = usageDay(now);
    const { first, last } = usageRange(today - count + 1, today);
    const items = await this.table.queryAll<UsageItem>({
      condition: 'pk = :pk AND sk BETWEEN :first AND :last',
      values: { ':pk': accountId, ':first': first, ':last': last },
    });
    return toDayUsages(items);
  }

  /**
   * Forgets the counts of a key that has been deleted. Its days are read first: to delete one that is not there costs
   * ten times as much. The read may lag by a second, so the days that a batch may just have begun are deleted anyway.
   * @param createdAt when it was made
   */
  async forgetKey(address: KeyAddress, createdAt: Date, now: Date): Promise<void> {
    const made = usageDay(createdAt);
    const days = lastDays(keptDays, now).filter((day) => day >= made);
    const latest = days.splice(-2);
    const items = await this.table.getManyLagging<UsageItem>(days.map((day) => usageItemKey(address, day)));
    await this.forget(address, [...latest, ...items.flatMap(({ sk }) => parseUsageSortKey(sk)?.day ?? [])]);
  }

  /** How far calls are counted. */
  async readCounting(): Promise<Counting> {
    const item = await this.table.getLagging<CountingItem>(countingItemKey);
    return item && { startedAt: new Date(item.startedAtMs), asOf: new Date(item.asOfMs) };
  }

  protected async forget(address: KeyAddress, days: readonly UsageDay[]): Promise<void> {
    await Promise.all(days.map((day) => this.table.delete(usageItemKey(address, day))));
  }
}

export function toDayUsages(items: readonly UsageItem[]): DayUsage[] {
  return items.flatMap((item) => {
    const parsed = parseUsageSortKey(item.sk);
    return parsed ? [{ ...parsed, counts: toCounts(item) }] : [];
  });
}

export function toCounts(item: UsageItem | null): UsageCounts {
  const { calls = 0, clientErrors = 0, serverErrors = 0, refused = 0 } = item ?? {};
  return { calls, clientErrors, serverErrors, refused };
}
