import { AccountStore } from './adapters/account-store.ts';
import {
  environmentNames,
  requireEnv,
  requireEnvInteger,
  requireEnvIntegers,
} from './adapters/environment.ts';
import { createApi, type Operation } from './adapters/http/api.ts';
import { readSignIn } from './adapters/http/request.ts';
import { KeyStore } from './adapters/key-store.ts';
import { connectTable } from './adapters/table.ts';
import { selectNotices } from './core/key.ts';
import { Problem } from './core/problem.ts';

const settings = {
  tableName: requireEnv(environmentNames.tableName),
  noticeLeadDays: requireEnvIntegers(environmentNames.noticeLeadDays),
  maxKeysPerAccount: requireEnvInteger(environmentNames.maxKeysPerAccount),
};
const table = connectTable();
const accounts = new AccountStore(table, settings);
const keys = new KeyStore(table, settings);

/** What the banner shows: made from the keys at this moment, so that it is right without any job having run. */
const getNotices: Operation = async (event) => {
  const inventory = await keys.list(await accounts.requireId(readSignIn(event).sub));
  if (!inventory) throw new Problem('account_not_found');
  return { status: 200, body: selectNotices(inventory.keys, inventory.account.noticeLeadDays, new Date()) };
};

export const handler = createApi({ 'GET /api/v1/notices': getNotices });
