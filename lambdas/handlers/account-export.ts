import { environmentNames, readLifetimePolicy, requireEnvInteger } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readCaller, requireAccount } from '../adapters/http/caller.ts';
import { readQuery } from '../adapters/http/request.ts';
import { AccountExport } from '../adapters/table/account-export.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { exportQuery } from '../contract/export-query.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { openExportCursor, viewExport } from '../core/account-export.ts';

const limits = {
  keyLimit: requireEnvInteger(environmentNames.maxKeysPerAccount),
  policy: readLifetimePolicy(),
};
const { accounts, exported, usage } = connectStores({
  accounts: AccountStore,
  exported: AccountExport,
  usage: UsageReader,
});

/** All that is known of an account, page by page. */
const exportAccount: Operation = async (event) => {
  const caller = readCaller(event);
  const { cursor = null } = readQuery(event, exportQuery);
  const account = await requireAccount(caller, accounts);
  const position = openExportCursor(account, cursor);
  const now = new Date();
  const [page, counting] = await Promise.all([exported.read(account, position, now), usage.readCounting()]);
  return {
    status: 200,
    body: viewExport(account, page, { limits, counting, isFirst: position === null, now }),
  };
};

export const handler = createApi(operatorRoutesOf('account-export'), { exportAccount });
