import { fromEpochSeconds } from '../../core/instant.ts';
import type { Suspension } from '../../core/suspension.ts';
import type { AccountItem, KeyItem } from './item-shapes.ts';

/** What a key's item says of its account's suspension. */
export type KeySuspension = Pick<KeyItem, 'suspendedAt' | 'suspensionNo'>;

export function toSuspension({ suspendedAt, suspensionReason = '' }: AccountItem): Suspension | null {
  return suspendedAt === undefined
    ? null
    : { since: fromEpochSeconds(suspendedAt), reason: suspensionReason };
}

/** What the keys of an account have to say of its suspension, also those that are just being created. */
export function keySuspensionOf({ suspendedAt, suspensionNo }: AccountItem): KeySuspension {
  return {
    ...(suspendedAt !== undefined && { suspendedAt }),
    ...(suspensionNo !== undefined && { suspensionNo }),
  };
}
