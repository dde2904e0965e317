import type { Key, KeyStatus, NewKey } from '../api/types.ts';
import { statusAt } from '../ui/key-facts.tsx';

/** What a person has asked to do with keys; each has its dialog. */
export type KeyAction =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit'; readonly key: Key }
  | { readonly kind: 'expire' | 'extend' | 'delete'; readonly keys: readonly Key[] }
  | { readonly kind: 'secret'; readonly key: NewKey };

/** Whether none of the account's keys works any more once these don't. */
export function leavesNoWorkingKey(all: readonly Key[], affected: readonly Key[], now: number): boolean {
  const working = all.filter((key) => statusAt(key, now) !== 'expired');
  const gone = new Set(affected.map(({ accessKey }) => accessKey));
  return (
    working.some(({ accessKey }) => gone.has(accessKey)) &&
    working.every(({ accessKey }) => gone.has(accessKey))
  );
}

/** The most urgent of the keys' states, and how many there are of each. */
export function countByStatus(keys: readonly Key[], now: number): Record<KeyStatus, number> {
  const counts = { active: 0, expiring: 0, expired: 0 };
  for (const key of keys) counts[statusAt(key, now)] += 1;
  return counts;
}
