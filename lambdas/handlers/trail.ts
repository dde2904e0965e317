import { createApi, type Operation } from '../adapters/http/api.ts';
import { readCaller, requireAccount } from '../adapters/http/caller.ts';
import { readQuery } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { trailQuery } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { parseAccessKey } from '../core/access-key.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { openTrailCursor, viewTrailPage } from '../core/trail.ts';

const { accounts, trail } = connectStores({ accounts: AccountStore, trail: TrailStore });

/** Who changed what, also of keys that have been deleted. */
const getTrail: Operation = async (event) => {
  const caller = readCaller(event);
  const { limit = '50', cursor = null, accessKey = null } = readQuery(event, trailQuery);
  const account = await requireAccount(caller, accounts);
  const keyId = accessKey === null ? null : requireOwn(account.accountId, accessKey);
  const position = openTrailCursor(account, keyId, cursor);
  const now = new Date();
  const page = await trail.read(account.accountId, { keyId, limit: Number(limit), position }, now);
  return { status: 200, body: viewTrailPage(account, keyId, page, caller, now) };
};

export const handler = createApi([...routesOf('trail'), ...operatorRoutesOf('trail')], { getTrail });

/** @throws Problem `key_not_found`, also for another account's key, as if it had never existed */
function requireOwn(accountId: string, accessKey: string): string {
  const address = parseAccessKey(accessKey);
  if (address?.accountId !== accountId) throw new Problem('key_not_found');
  return address.keyId;
}
