import { addressPrefix } from '../../core/address-prefix.ts';
import type { IdempotentRequest } from '../../core/idempotency.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { defaultOverlapSeconds } from '../../core/rotation.ts';
import { admitSelfRotation, beginSelfRotation } from '../../core/self-rotation.ts';
import type { RecordChange } from '../../core/trail.ts';
import type { AccountStore } from '../table/account-store.ts';
import type { RotatedOnce, RotationStore } from '../table/rotation-store.ts';
import type { Bearer } from './caller.ts';

/** What a key asks for itself. */
export interface OwnRotationRequest {
  body: { overlapSeconds?: number | undefined; force?: boolean | undefined };
  ifVersions?: readonly number[] | null;
  /** With an Idempotency-Key; null: without one. */
  request: IdempotentRequest | null;
}

/**
 * A key gets a new secret, asked for by a program that uses it. The authorizer has let that in, but perhaps from its cache: what it
 * may do is decided by what the table says of the secret that it has proven.
 * @throws Problem `key_invalid` if it was deleted since, and those of RotationStore.rotate and of self-rotation
 */
export async function rotateItself(
  { address, secretNo, requester }: Bearer,
  { body, ifVersions = null, request }: OwnRotationRequest,
  { accounts, rotations }: { accounts: AccountStore; rotations: RotationStore },
  record: RecordChange,
): Promise<RotatedOnce> {
  const { overlapSeconds = defaultOverlapSeconds, force = false } = body;
  const bearer = { secretNo, from: addressPrefix(requester.from ?? '') };
  const now = new Date();
  const account = request && (await accounts.get(address.accountId));
  if (request && !account) throw new Problem('key_invalid');
  return rotations
    .rotate(
      address,
      {
        admit: (secrets, gates, own) => admitSelfRotation(secrets, bearer, own, { gates, now }),
        begin:
          (hash) =>
          (secrets, { expiresAt }, own) =>
            beginSelfRotation(secrets, { hash, overlapSeconds, force }, bearer, own, { expiresAt, now }),
        once: request && account ? { account, request, body } : null,
      },
      { ifVersions, now, trail: { action: 'rotate_key', record } },
    )
    .catch((error: unknown) => {
      // Deleted since it was let in.
      throw error instanceof Problem && error.code === 'key_not_found' ? new Problem('key_invalid') : error;
    });
}
