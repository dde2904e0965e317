import type { ItemKey } from './item-keys.ts';

/** Which key a request with an Idempotency-Key makes, from before the key is written. */
export interface RequestItem extends ItemKey {
  keyId: string;
  startedAtMs: number;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}

/** A rotation that was carried out by a request with an Idempotency-Key, once the key tells of a later one. */
export interface RotationRequestItem extends ItemKey {
  bodyHash: string;
  secretNo: number;
  startedAtMs: number;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}
