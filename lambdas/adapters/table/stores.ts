import { environmentNames, requireEnv, requireEnvInteger, requireEnvIntegers } from '../environment.ts';
import { AccountStore } from './account-store.ts';
import { KeyStore } from './key-store.ts';
import { NoticeStore } from './notice-store.ts';
import { connectTable } from './table.ts';

/** The stores on the table that the function's environment names. @throws Error that names a missing variable */
export function connectStores() {
  const settings = {
    tableName: requireEnv(environmentNames.tableName),
    noticeLeadDays: requireEnvIntegers(environmentNames.noticeLeadDays),
    maxKeysPerAccount: requireEnvInteger(environmentNames.maxKeysPerAccount),
  };
  const table = connectTable();
  return {
    table,
    tableName: settings.tableName,
    accounts: new AccountStore(table, settings),
    keys: new KeyStore(table, settings),
    notices: new NoticeStore(table, settings),
  };
}
