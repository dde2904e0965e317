import { accountIdOf } from '../input/ids.ts';
import { type Client, path } from './client.ts';
import type { OperatorAccount } from './schema.generated.ts';

/** The path of a key: its account is part of its name. */
export function keyPath(accessKey: string): string {
  return path`/v1/accounts/${accountIdOf(accessKey)}/keys/${accessKey}`;
}

/** An account, by its id or by an access key of it. */
export async function accountOf(client: Client, account: string): Promise<OperatorAccount> {
  return (await client.call<OperatorAccount>({ path: path`/v1/accounts/${accountIdOf(account)}` })).body;
}

/** In whose time zone dates are shown. */
export async function timeZoneOf(client: Client, account: string): Promise<string> {
  return (await accountOf(client, account)).timeZone;
}

/** For calls that make a secret: a repeat after a lost response makes no second one. */
export const repeatable = () => ({ 'idempotency-key': crypto.randomUUID() });
