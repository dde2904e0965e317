import { environmentNames, requireEnv, requireEnvIntegers } from '../environment.ts';
import { BatchStore } from './batch-store.ts';
import type { TableClient } from './table-client.ts';
import { connectTable } from './table-connection.ts';
import { UsageStore } from './usage-store.ts';

type StoreClass = new (table: TableClient, defaultLeadDays: readonly number[]) => object;

/**
 * Stores on the table that the function's environment names. A bundle holds only those that are asked for.
 * @param classes of the stores, by the names that they get
 * @throws Error that names a missing variable
 */
export function connectStores<Classes extends Record<string, StoreClass>>(
  classes: Classes,
): { [Name in keyof Classes]: InstanceType<Classes[Name]> } {
  const table = connectTable(requireEnv(environmentNames.tableName));
  const leadDays = requireEnvIntegers(environmentNames.noticeLeadDays);
  const stores = Object.entries(classes).map(([name, Store]) => [name, new Store(table, leadDays)]);
  return Object.fromEntries(stores);
}

/** As connectStores, for the function that counts calls. */
export function connectUsageStores() {
  const table = connectTable(requireEnv(environmentNames.tableName));
  return { usage: new UsageStore(table), batches: new BatchStore(table) };
}
