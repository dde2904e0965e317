import { call } from './client.ts';
import { pathOf } from './keys.ts';
import type { NewRotation, RotationRequest } from './types.ts';

/**
 * @param idempotencyKey of this request: repeated with the same, it returns the secret that it has created
 * @param ifMatch the ETag of the key that was shown: what `force` ends is what the person has seen
 */
export async function rotateKey(
  accessKey: string,
  request: RotationRequest,
  idempotencyKey: string,
  ifMatch?: string,
): Promise<NewRotation> {
  const path = `${pathOf(accessKey)}/rotations`;
  return (await call<NewRotation>({ method: 'POST', path, body: request, idempotencyKey, ifMatch })).body;
}

/** Ends the old secret now. @param ifMatch the ETag of the key that was shown */
export async function finishRotation(accessKey: string, ifMatch?: string): Promise<void> {
  await call({ method: 'POST', path: `${pathOf(accessKey)}/rotations/current/finish`, ifMatch });
}

/**
 * Ends the new secret now.
 * @param force also if the new secret is in use
 * @param ifMatch the ETag of the key that was shown
 */
export async function cancelRotation(accessKey: string, force: boolean, ifMatch?: string): Promise<void> {
  const path = `${pathOf(accessKey)}/rotations/current${force ? '?force=true' : ''}`;
  await call({ method: 'DELETE', path, ifMatch });
}
