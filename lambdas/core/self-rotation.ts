import { requireRoom } from './daily-limit.ts';
import { formatInstant } from './instant.ts';
import { findRefusal, type KeyGates } from './key-gates.ts';
import { secretRole } from './key-secrets.ts';
import { Problem } from './problem-catalogue.ts';
import { beginRotation, type KeySecrets, rotationState } from './rotation.ts';

/** The shortest overlap that a key may ask for itself: its holder, who is mailed, has a day to step in. */
export const shortestOwnOverlapSeconds = 86_400;

const rotationsPerDay = 4;

/** How long a new secret is kept from being replaced: long enough to be saved, and to be put to use. */
const keptMilliseconds = 3_600_000;

/** What a key may do to itself, and what it has done. */
export interface OwnRotations {
  /** Its holder has allowed it (`selfRotation`). */
  isAllowed: boolean;
  /** When it did, at least within the last day. */
  at: readonly Date[];
}

/** Who asks: a program that has proven one of the key's secrets. */
export interface KeyBearer {
  /** The number of that secret. */
  secretNo: number;
  /** The network that it calls from; null: not known. */
  from: string | null;
}

/**
 * Whether the bearer of a secret may ask for anything of the sort, repeated or not. The authorizer has let it in, perhaps some
 * time ago.
 * @throws Problem `account_suspended`, `key_leaked`, `secret_rotated`, `key_expired`, `self_rotation_not_allowed`
 */
export function admitSelfRotation(
  secrets: KeySecrets,
  { secretNo }: Pick<KeyBearer, 'secretNo'>,
  { isAllowed }: Pick<OwnRotations, 'isAllowed'>,
  { gates, now }: { gates: KeyGates; now: Date },
): void {
  const refusal = findRefusal(gates, secretRole(secrets, secretNo, now), now);
  if (refusal) throw new Problem(refusal);
  if (!isAllowed) throw new Problem('self_rotation_not_allowed');
}

/**
 * A key replaces its own secret, on behalf of a bearer who has been admitted and holds the current one. Nothing that works
 * ends by it but, with `force`, a new secret that has been pending for an hour.
 * @returns the secrets then, and when the key rotated itself within the last day
 * @throws Problem `rotation_in_progress`, `rate_limited`
 */
export function beginSelfRotation(
  secrets: KeySecrets,
  request: { hash: string; overlapSeconds: number; force: boolean },
  bearer: KeyBearer,
  { at }: Pick<OwnRotations, 'at'>,
  { expiresAt, now }: { expiresAt: Date | null; now: Date },
): KeySecrets & { ownRotations: readonly Date[] } {
  const conflict = findConflict(secrets, request.force, bearer, now);
  if (conflict) throw new Problem('rotation_in_progress', { detail: conflict });
  const detail = `A key may rotate itself ${rotationsPerDay} times a day. Its holder may rotate it at any time.`;
  const recent = requireRoom(at, { most: rotationsPerDay, detail }, now);
  const begun = beginRotation(
    secrets,
    { ...request, byKey: { from: bearer.from } },
    { expiresAt, counting: null, now },
  );
  return { ...begun, ownRotations: [...recent, now] };
}

/** Null: there is none. It tells a bearer what to do, and nothing of the use of the other secret. */
function findConflict(
  secrets: KeySecrets,
  force: boolean,
  { secretNo }: KeyBearer,
  now: Date,
): string | null {
  const role = secretRole(secrets, secretNo, now);
  const state = rotationState(secrets, now);
  if (state === 'none') return null;
  if (role === 'new')
    return 'The secret key that you sent is the new one. Go on using it: it becomes the current one when its use is seen.';
  if (state === 'overlap') {
    const endsAt = secrets.old?.endsAt ?? now;
    return role === 'old'
      ? `The new secret key is in use. The one that you sent works until ${formatInstant(endsAt)}: take the new one from where it was saved, or have the holder of the key cancel the rotation.`
      : `The old secret key still works until ${formatInstant(endsAt)}. Rotate again from then on.`;
  }
  const keptUntil = new Date((secrets.rotation?.startedAt ?? now).getTime() + keptMilliseconds);
  if (force && now >= keptUntil) return null;
  return `The key was rotated, and both secret keys work. Take the new one from where it was saved. If nobody has it, repeat the request that was not answered with its Idempotency-Key, or send force: true from ${formatInstant(roundUp(keptUntil))} on.`;
}

/** To whole seconds, as instants are shown: whoever waits until then is not too early. */
function roundUp(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / 1000) * 1000);
}
