import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type KeyAddress, parseAccessKey } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import { type Key, viewKey } from '../../core/key.ts';
import type { Counting } from '../../core/key-use.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { AccountStore } from '../table/account-store.ts';
import type { UsageReader } from '../table/usage-reader.ts';
import type { ApiResponse } from './api.ts';
import { type Bearer, type Caller, readCaller, requireAccount } from './caller.ts';
import { formatEtag } from './etag.ts';

/** What is read before anything is written, so that no response fails once it has been. */
export interface OwnKey {
  account: Account;
  address: KeyAddress;
  counting: Counting;
}

/**
 * The key that the path names, if it belongs to the caller's account: another account's key is treated as one
 * that never existed.
 * @throws Problem `unauthenticated`, `account_not_found`, `key_not_found`
 */
export async function locateKey(
  event: APIGatewayProxyEvent,
  { accounts, usage }: { accounts: AccountStore; usage: UsageReader },
  caller: Caller | Bearer = readCaller(event),
): Promise<OwnKey> {
  const [account, counting] = await Promise.all([requireAccount(caller, accounts), usage.readCounting()]);
  const address = parseAccessKey(event.pathParameters?.accessKey ?? '');
  if (address?.accountId !== account.accountId) throw new Problem('key_not_found');
  return { account, address, counting };
}

export function respondWithKey({ account, counting }: OwnKey, key: Key): ApiResponse {
  return {
    status: 200,
    body: viewKey(key, account.noticeLeadDays, counting, new Date()),
    headers: { etag: formatEtag(key.version) },
  };
}
