import type { Key } from '../api/types.ts';
import { dayMs } from '../time/zoned.ts';

type CountedKey = Pick<Key, 'createdAt'> & { readonly use: Pick<Key['use'], 'since'> };

/**
 * Since when calls are counted, if that is after keys were made and within the days shown: those before are not known.
 * @returns null if nothing is counted yet
 */
export function countingStart(
  keys: readonly CountedKey[],
  now: number,
  days = 30,
): string | null | undefined {
  if (keys.length > 0 && keys.every(({ use }) => use.since === null)) return null;
  return keys
    .filter(({ createdAt, use }) => use.since !== null && Date.parse(use.since) > Date.parse(createdAt))
    .map(({ use }) => use.since ?? '')
    .find((since) => Date.parse(since) > now - days * dayMs);
}
