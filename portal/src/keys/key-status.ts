import type { Key, KeyStatus } from '../api/types.ts';

/** The status of a key right now: it may have expired since the response that listed it. */
export function statusAt(key: Key, now: number): KeyStatus {
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now ? 'expired' : key.status;
}
