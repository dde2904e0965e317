import { useKeys } from '../api/keys.ts';
import type { Key } from '../api/types.ts';
import { isCalledNow } from '../use/describe-use.ts';

/** What of a key's use a decision puts at stake. */
export type Stake = 'in-use' | 'unknown' | 'none';

/** Refused calls count too: what makes them still depends on the key. Silence that nobody watched proves nothing. */
export function stakeOf(key: Pick<Key, 'use' | 'lastUsedAt' | 'lastRefusedAt'>, now: number): Stake {
  const { verdict } = key.use;
  if (verdict === 'in_use' || verdict === 'still_called' || isCalledNow(key, now)) return 'in-use';
  return verdict === 'unknown' ? 'unknown' : 'none';
}

/** What is known to be in use comes first, then what may be. */
export function mostAtStakeFirst(keys: readonly Key[], now: number): readonly Key[] {
  const places: readonly Stake[] = ['in-use', 'unknown', 'none'];
  const placeOf = (key: Key) => places.indexOf(stakeOf(key, now));
  return keys.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The keys as they were chosen, with the latest facts of their use: opening a dialog asks for these again. */
export function useLatestFacts(keys: readonly Key[]): readonly Key[] {
  const all = useKeys().data ?? [];
  const latest = new Map(all.map((key) => [key.accessKey, key]));
  return keys.map((key) => {
    const { lastUsedAt, lastRefusedAt, use } = latest.get(key.accessKey) ?? key;
    return { ...key, lastUsedAt, lastRefusedAt, use };
  });
}
