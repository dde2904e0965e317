import type { Queued } from '../../core/digest.ts';
import { type Inventory, readQueued, toInventory } from './inventory.ts';
import { toLeakReports } from './leak-mails.ts';
import { toRotationPlans } from './rotation-mails.ts';
import type { TableClient } from './table-client.ts';

/** The keys of accounts, with what else of them is in the queue of notices: as the notifier reads them. */
export class QueuedKeys {
  readonly #table: TableClient;
  readonly #defaultLeadDays: readonly number[];

  /** @param defaultLeadDays the operator's lead times, for accounts that have none of their own */
  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#defaultLeadDays = defaultLeadDays;
  }

  /** As KeyStore.list, with the places of the keys' rotations in the queue, and the leaks among them. */
  async list(accountId: string): Promise<(Inventory & Queued) | null> {
    const items = await readQueued(this.#table, accountId);
    const inventory = toInventory(items, this.#defaultLeadDays);
    return inventory && { ...inventory, plans: toRotationPlans(items), leaks: toLeakReports(items) };
  }
}
