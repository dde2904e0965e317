import { accountIdOf } from '../input/ids.ts';
import { type Client, path } from './client.ts';
import type { OperatorAccount } from './schema.generated.ts';

/** The path of a key: its account is part of its name. */
export function keyPath(accessKey: string): string {
  return path`/v1/accounts/${accountIdOf(accessKey)}/keys/${accessKey}`;
}

/** In whose time zone dates are shown. */
export async function timeZoneOf(client: Client, account: string): Promise<string> {
  const { body } = await client.call<OperatorAccount>({ path: path`/v1/accounts/${accountIdOf(account)}` });
  return body.timeZone;
}

/** For calls that make a secret: a repeat after a lost response makes no second one. */
export const repeatable = () => ({ 'idempotency-key': crypto.randomUUID() });
