import { formatAccessKey } from '../../core/access-key.ts';
import type { Rotation } from '../../core/rotation-view.ts';
import { formatToken } from '../../core/token.ts';
import type { RotatedOnce } from '../table/rotation-store.ts';
import type { ApiResponse } from './api.ts';

/**
 * The only response that ever has the new secret of a rotation, and its repeats.
 * @param view of what the caller may know of the rotation; null in a repeat when it is over
 */
export function respondWithNewSecret(
  { key, secretKey, isReplay }: RotatedOnce,
  keyPrefix: string,
  view: (rotation: Rotation | null, now: Date) => object | null,
  headers: Record<string, string> = {},
): ApiResponse {
  const token = formatToken(keyPrefix, { accessKey: formatAccessKey(key), secretKey });
  return {
    status: 201,
    body: { rotation: view(key.rotation, new Date()), secretKey, token },
    headers: { ...headers, ...(isReplay && { 'idempotent-replayed': 'true' }) },
  };
}
