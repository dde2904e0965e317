import { toEpochSeconds } from './instant.ts';
import { isExpired } from './key.ts';
import { findRefusal, type KeyGates } from './key-gates.ts';
import { isWorking, nextSecretNo, type SecretSet, type StoredSecret } from './key-secrets.ts';
import type { Counting } from './key-use.ts';
import { Problem } from './problem-catalogue.ts';
import { explainRotationInProgress, explainRotationInUse } from './rotation-conflicts.ts';

/** How long the old secret may go on working once the new one is seen in use. */
export const longestOverlapSeconds = 30 * 86_400;

/** How long it does unless the caller says. */
export const defaultOverlapSeconds = 86_400;

/**
 * The secrets of a key with the rotation that replaces one by another. Its state follows from them:
 * - none: only `current` works;
 * - pending: `next` works too, for as long as nobody is seen using it;
 * - overlap: `next` was seen in use and is `current` now; `old` works until `endsAt`, then the state is none by the clock.
 *
 * Whether the key has expired, or is refused for another reason (core/key-gates.ts), is another matter: `endsAt` does not wait for it.
 */
export interface KeySecrets extends SecretSet {
  /** Null: none, or over by a call. One that is over by the clock may still be there. */
  rotation: { startedAt: Date; overlapSeconds: number; byKey?: SelfRotation } | null;
  /** When calls with a secret were last let in, by its number; only of secrets in the set. */
  lastUsed: ReadonlyMap<number, Date>;
  /** The number of the secret that was last ended because it leaked; absent: none was. */
  leakedNo?: number;
}

/** Of a key that rotated itself: the network that it called from (core/address-prefix.ts); null: not known. */
export interface SelfRotation {
  from: string | null;
}

export type RotationState = 'none' | 'pending' | 'overlap';

export function rotationState({ next, old }: Pick<KeySecrets, 'next' | 'old'>, now: Date): RotationState {
  if (next) return 'pending';
  return isWorking(old, now) ? 'overlap' : 'none';
}

/** What the events of a rotation need to know besides the secrets. */
export interface RotationContext {
  expiresAt: Date | null;
  /** How far use is known, for the texts of problems. */
  counting: Counting;
  now: Date;
}

/**
 * A new secret is to replace the current one. With `force`, a rotation in progress ends first: one that is pending loses its
 * new secret, one in overlap its old one.
 * @param request.byKey if the key asked for it itself: its holder is mailed
 * @throws Problem `key_not_active`, `rotation_in_progress`
 */
export function beginRotation(
  secrets: KeySecrets,
  request: { hash: string; overlapSeconds: number; force: boolean; byKey?: SelfRotation },
  { expiresAt, counting, now }: RotationContext,
): KeySecrets {
  const { hash, overlapSeconds, force, byKey } = request;
  if (isExpired(expiresAt, now)) throw new Problem('key_not_active');
  if (rotationState(secrets, now) !== 'none' && !force) {
    throw new Problem('rotation_in_progress', { detail: explainRotationInProgress(secrets, counting) });
  }
  const { next, old } = secrets;
  return {
    ...secrets,
    next: { no: nextSecretNo(secrets), hash },
    old: next ? ended(next) : old && ended(old),
    rotation: { startedAt: now, overlapSeconds, ...(byKey && { byKey }) },
  };
}

/** The old secret ends now, and the new one is the only one. @throws Problem `no_rotation` */
export function finishRotation(secrets: KeySecrets, { now }: RotationContext): KeySecrets {
  const { current, next, old } = secrets;
  switch (rotationState(secrets, now)) {
    case 'none':
      throw new Problem('no_rotation');
    case 'pending':
      return { ...secrets, current: next ?? current, next: null, old: ended(current), rotation: null };
    case 'overlap':
      return { ...secrets, old: old && ended(old), rotation: null };
  }
}

/**
 * The new secret ends now, and the old one is the only one. If the new one is known to be in use, that takes `force`.
 * @throws Problem `no_rotation`, `rotation_in_use`
 */
export function cancelRotation(
  secrets: KeySecrets,
  { force }: { force: boolean },
  { now }: RotationContext,
): KeySecrets {
  const { current, next, old, lastUsed } = secrets;
  const state = rotationState(secrets, now);
  if (state === 'none') throw new Problem('no_rotation');
  if ((state === 'overlap' || (next && lastUsed.has(next.no))) && !force) {
    throw new Problem('rotation_in_use', { detail: explainRotationInUse(secrets) });
  }
  const [kept, dropped] = next ? [current, next] : [old ?? current, current];
  return { ...secrets, current: plain(kept), next: null, old: ended(dropped), rotation: null };
}

/**
 * A call with the secret `secretNo` was let in, and was none that only tests the key: if it is the new secret's, the old one
 * works for the overlap from now on. Null if that changes nothing: another secret, an ended one, a call that is told
 * of late or twice, or a key that has expired, leaked or is suspended and so refuses both.
 */
export function recordUse(
  secrets: KeySecrets,
  secretNo: number,
  gates: KeyGates,
  now: Date,
): KeySecrets | null {
  const { current, next, rotation } = secrets;
  if (!next || next.no !== secretNo || findRefusal(gates, 'new', now)) return null;
  const overlapSeconds = rotation?.overlapSeconds ?? defaultOverlapSeconds;
  // In whole seconds, as it is stored and shown.
  const endsAt = overlapSeconds === 0 ? null : new Date((toEpochSeconds(now) + overlapSeconds) * 1000);
  return {
    ...secrets,
    current: next,
    next: null,
    old: { ...plain(current), endsAt },
    rotation: endsAt && rotation,
  };
}

/**
 * When the secrets of a key were last used, forward only, with what a batch of the log adds.
 * Of secrets that are not in the set any more, nothing is kept.
 */
export function mergeLastUsed(
  { current, next, old, lastUsed }: KeySecrets,
  calls: ReadonlyMap<number, { lastUsedAt: Date }>,
): KeySecrets['lastUsed'] {
  const merged = new Map<number, Date>();
  for (const secret of [current, next, old]) {
    if (!secret) continue;
    const known = lastUsed.get(secret.no);
    const seen = calls.get(secret.no)?.lastUsedAt;
    const latest = known && seen ? (seen > known ? seen : known) : (known ?? seen);
    if (latest) merged.set(secret.no, latest);
  }
  return merged;
}

/** A secret that a call ends: its hash stays, so that whoever proves it can be told. */
function ended(secret: StoredSecret): NonNullable<SecretSet['old']> {
  return { ...plain(secret), endsAt: null };
}

function plain({ no, hash }: StoredSecret): StoredSecret {
  return { no, hash };
}
