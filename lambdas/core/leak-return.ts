import type { ExpiryDate } from './expiry-date.ts';
import { acceptExpiry } from './expiry-edit.ts';
import type { LifetimePolicy } from './lifetime-policy.ts';
import { Problem } from './problem-catalogue.ts';

/** What a rotation may ask for that brings back a key which has leaked, and what only any other may. */
interface ReturnRequest {
  /** Null: never. Absent: it asks for none. */
  expiresAt?: ExpiryDate | null | undefined;
  overlapSeconds?: number | undefined;
}

/**
 * The date that a key which has leaked comes back with.
 * @throws Problem `rotation_required` without one, `invalid_request` with an overlap, and as acceptExpiry
 */
export function acceptReturn(
  { expiresAt, overlapSeconds = 0 }: ReturnRequest,
  context: { timeZone: string; policy: LifetimePolicy; now: Date },
): Date | null {
  if (overlapSeconds > 0) {
    const detail = 'must be 0 or absent: the secret key has leaked, so it gets no overlap';
    throw new Problem('invalid_request', { errors: [{ field: 'overlapSeconds', detail }] });
  }
  if (expiresAt === undefined) throw new Problem('rotation_required');
  return acceptExpiry(expiresAt, context);
}

/** @throws Problem `invalid_request` for a date with the rotation of a key that has not leaked: it may keep its own */
export function refuseReturn({ expiresAt }: ReturnRequest): void {
  if (expiresAt === undefined) return;
  const detail = 'is only for a key that has leaked: to change the date of any other, edit the key';
  throw new Problem('invalid_request', { errors: [{ field: 'expiresAt', detail }] });
}
