import { createApi, type Operation } from './adapters/http/api.ts';
import { connectStores } from './adapters/stores.ts';
import { parseAccessKey } from './core/access-key.ts';
import { viewKey } from './core/key.ts';
import { Problem } from './core/problem.ts';

const { keys } = connectStores();

/** Tells a program which key it is using and how long it lasts; the authorizer has checked the key just before. */
const whoAmI: Operation = async (event) => {
  const address = parseAccessKey(String(event.requestContext.authorizer?.accessKey ?? ''));
  if (!address) throw new Problem('key_invalid');
  const found = await keys.findWithAccount(address);
  // Deleted between the check and this read.
  if (!found) throw new Problem('key_invalid');
  const { account, key } = found;
  const now = new Date();
  const { accessKey, name, status, expiresAt } = viewKey(key, account.noticeLeadDays, now);
  const secondsLeft =
    key.expiresAt && Math.max(0, Math.floor((key.expiresAt.getTime() - now.getTime()) / 1000));
  return {
    status: 200,
    body: { accountId: account.accountId, accessKey, name, status, expiresAt, secondsLeft },
  };
};

export const handler = createApi({ 'GET /v1/whoami': whoAmI });
