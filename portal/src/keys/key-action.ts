import type { Key, KeyStatus, NewKey } from '../api/types.ts';
import { statusAt } from './key-status.ts';

/** An action on keys; each has its dialog. */
export type KeyAction =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit'; readonly key: Key }
  | { readonly kind: 'expire' | 'extend' | 'delete'; readonly keys: readonly Key[] }
  | { readonly kind: 'secret'; readonly key: NewKey };

/** Whether stopping these keys leaves the account without a working key. */
export function leavesNoWorkingKey(all: readonly Key[], affected: readonly Key[], now: number): boolean {
  const working = all.filter((key) => statusAt(key, now) !== 'expired');
  const gone = new Set(affected.map(({ accessKey }) => accessKey));
  return (
    working.some(({ accessKey }) => gone.has(accessKey)) &&
    working.every(({ accessKey }) => gone.has(accessKey))
  );
}

/** How many keys have each status. */
export function countByStatus(keys: readonly Key[], now: number): Record<KeyStatus, number> {
  const counts = { active: 0, expiring: 0, expired: 0 };
  for (const key of keys) counts[statusAt(key, now)] += 1;
  return counts;
}
