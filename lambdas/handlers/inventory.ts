import { createApi, type Operation } from '../adapters/http/api.ts';
import { readCaller, requireAccountId } from '../adapters/http/caller.ts';
import { locateKey, respondWithKey } from '../adapters/http/own-key.ts';
import { admit } from '../adapters/http/permit.ts';
import { readQuery } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { KeyStore } from '../adapters/table/key-store.ts';
import { ManagerStore } from '../adapters/table/manager-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { machineRoutesOf } from '../contract/machine-routes.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { listKeysQuery, usageQuery } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { formatAccessKey } from '../core/access-key.ts';
import { cutPage } from '../core/key-page.ts';
import { viewUse } from '../core/key-use.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { listDays, viewDays, viewListDays } from '../core/usage-view.ts';

const stores = connectStores({
  accounts: AccountStore,
  keys: KeyStore,
  managers: ManagerStore,
  usage: UsageReader,
});
const { accounts, keys, managers, usage } = stores;

const listKeys: Operation = async (event) => {
  const { caller } = await admit(event, 'read', managers);
  const { status = null, limit = '50', cursor = null, include } = readQuery(event, listKeysQuery);
  const accountId = await requireAccountId(caller, accounts);
  const now = new Date();
  const [inventory, counting, days] = await Promise.all([
    keys.list(accountId),
    usage.readCounting(),
    include === 'days' ? usage.readAccountDays(accountId, listDays, now) : null,
  ]);
  if (!inventory) throw new Problem('account_not_found');
  const list = { ...inventory, counting, daysOf: days && viewListDays(days, now) };
  const body = cutPage(list, { status, limit: Number(limit), cursor }, now);
  return { status: 200, body };
};

const getKey: Operation = async (event) => {
  const { caller } = await admit(event, 'read', managers);
  const place = await locateKey(event, stores, caller);
  return respondWithKey(place, await keys.get(place.address));
};

const getKeyUsage: Operation = async (event) => {
  const { caller } = await admit(event, 'read', managers);
  const { days = '30' } = readQuery(event, usageQuery);
  const { address, counting } = await locateKey(event, stores, caller);
  const now = new Date();
  const [key, usages] = await Promise.all([keys.get(address), usage.readKeyDays(address, Number(days), now)]);
  const { lastUsedAt, lastRefusedAt, use } = viewUse(key, counting, now);
  const body = {
    accessKey: formatAccessKey(key),
    lastUsedAt,
    lastUsedFrom: key.use.lastUsedFrom,
    lastRefusedAt,
    use,
    days: viewDays(usages, Number(days), now),
  };
  return { status: 200, body };
};

const getUsage: Operation = async (event) => {
  const caller = readCaller(event);
  const { days = '30' } = readQuery(event, usageQuery);
  const now = new Date();
  const usages = await usage.readAccountDays(await requireAccountId(caller, accounts), Number(days), now);
  return { status: 200, body: { days: viewDays(usages, Number(days), now) } };
};

const served = [...routesOf('inventory'), ...operatorRoutesOf('inventory'), ...machineRoutesOf('inventory')];

export const handler = createApi(served, {
  listKeys,
  getKey,
  getKeyUsage,
  getUsage,
});
