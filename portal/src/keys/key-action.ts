import type { Key, NewKey } from '../api/types.ts';
import { statusAt } from './key-status.ts';

/** An action on keys; each has its dialog. */
export type KeyAction =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit' | 'rotate' | 'finish-rotation' | 'cancel-rotation'; readonly key: Key }
  | { readonly kind: 'expire' | 'extend' | 'delete'; readonly keys: readonly Key[] }
  /** `rotated`: the secret is a new one of a key that was there. */
  | { readonly kind: 'secret' | 'rotated'; readonly key: NewKey };

/** Whether stopping these keys leaves the account without a working key. */
export function leavesNoWorkingKey(all: readonly Key[], affected: readonly Key[], now: number): boolean {
  const working = all.filter((key) => statusAt(key, now) !== 'expired');
  const gone = new Set(affected.map(({ accessKey }) => accessKey));
  return (
    working.some(({ accessKey }) => gone.has(accessKey)) &&
    working.every(({ accessKey }) => gone.has(accessKey))
  );
}
