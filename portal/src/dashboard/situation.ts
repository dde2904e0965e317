import type { Key } from '../api/types.ts';

/** What the Dashboard's heading says. */
export type Situation =
  /** No key at all. */
  | { readonly kind: 'empty' }
  /** Nothing to see to. */
  | { readonly kind: 'healthy'; readonly working: number; readonly next: Key | undefined }
  /** Every key works, but some only for a few days more. */
  | { readonly kind: 'attention'; readonly expiring: readonly Key[]; readonly working: number }
  /** Calls with these keys are refused. */
  | {
      readonly kind: 'outage';
      readonly expired: readonly Key[];
      readonly working: number;
      /** How many of the working keys expire soon. */
      readonly expiring: number;
    };

/** @param leadDays the account's lead times: the longest decides what "soon" is */
export function situationOf(keys: readonly Key[], leadDays: readonly number[], now: number): Situation {
  if (keys.length === 0) return { kind: 'empty' };
  const expired = keys.filter((key) => leftOf(key, now) <= 0);
  const working = keys.length - expired.length;
  const soonMs = Math.max(0, ...leadDays) * 86_400_000;
  const coming = keys
    .filter((key) => leftOf(key, now) > 0)
    .toSorted((a, b) => leftOf(a, now) - leftOf(b, now));
  const expiring = coming.filter((key) => leftOf(key, now) <= soonMs);
  if (expired.length > 0) return { kind: 'outage', expired, working, expiring: expiring.length };
  if (expiring.length > 0) return { kind: 'attention', expiring, working };
  return { kind: 'healthy', working, next: coming.find((key) => key.expiresAt !== null) };
}

function leftOf(key: Key, now: number): number {
  return key.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt) - now;
}
