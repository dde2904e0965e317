import { environmentNames, requireEnv, requireEnvIntegers } from '../environment.ts';
import { AccountStore } from './account-store.ts';
import { BatchStore } from './batch-store.ts';
import { KeyStore } from './key-store.ts';
import { MailboxStore } from './mailbox-store.ts';
import { NoticeStore } from './notice-store.ts';
import { RotationStore } from './rotation-store.ts';
import { connectTable } from './table-connection.ts';
import { TrailStore } from './trail-store.ts';
import { UsageStore } from './usage-store.ts';

/**
 * The stores on the table that the function's environment names.
 * @throws Error that names a missing variable
 */
export function connectStores() {
  const table = connectTable(requireEnv(environmentNames.tableName));
  const leadDays = requireEnvIntegers(environmentNames.noticeLeadDays);
  return {
    table,
    accounts: new AccountStore(table, leadDays),
    keys: new KeyStore(table, leadDays),
    notices: new NoticeStore(table, leadDays),
    mailboxes: new MailboxStore(table),
    usage: new UsageStore(table),
    rotations: new RotationStore(table),
    trail: new TrailStore(table),
  };
}

/** As connectStores, for the function that counts calls. */
export function connectUsageStores() {
  const table = connectTable(requireEnv(environmentNames.tableName));
  return { usage: new UsageStore(table), batches: new BatchStore(table) };
}
