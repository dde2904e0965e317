import { formatInstant } from './instant.ts';
import type { KeySecrets, SelfRotation } from './rotation.ts';

/** A rotation as it stands with its key, without the secrets. One whose `oldSecretEndsAt` has passed is over. */
export interface Rotation {
  startedAt: Date;
  overlapSeconds: number;
  /** Absent: the holder asked for it. */
  byKey?: SelfRotation;
  /** Null: the new secret has not been seen in use, and both work. */
  oldSecretEndsAt: Date | null;
  /** Null: no use is known. */
  newSecretLastUsedAt: Date | null;
  oldSecretLastUsedAt: Date | null;
}

/** A rotation as the management API shows it; instants in RFC 3339, UTC. */
export interface RotationView {
  state: 'pending' | 'overlap';
  startedAt: string;
  overlapSeconds: number;
  oldSecretEndsAt: string | null;
  newSecretLastUsedAt: string | null;
  oldSecretLastUsedAt: string | null;
}

/** What a program that uses the key is told of its rotation: nothing of who uses which secret when. */
export function viewOwnRotation(
  rotation: Rotation | null,
  now: Date,
): Omit<RotationView, 'newSecretLastUsedAt' | 'oldSecretLastUsedAt'> | null {
  const view = viewRotation(rotation, now);
  if (!view) return null;
  const { state, startedAt, overlapSeconds, oldSecretEndsAt } = view;
  return { state, startedAt, overlapSeconds, oldSecretEndsAt };
}

/** Null: there is none that any clock would show. */
export function describeRotation({ current, next, old, rotation, lastUsed }: KeySecrets): Rotation | null {
  const [newer, older, oldSecretEndsAt] = next ? [next, current, null] : [current, old, old?.endsAt ?? null];
  if (!rotation || !older || (!next && !oldSecretEndsAt)) return null;
  return {
    ...rotation,
    oldSecretEndsAt,
    newSecretLastUsedAt: lastUsed.get(newer.no) ?? null,
    oldSecretLastUsedAt: lastUsed.get(older.no) ?? null,
  };
}

/** Null: the key has one secret that works. */
export function viewRotation(rotation: Rotation | null, now: Date): RotationView | null {
  if (!rotation) return null;
  const { startedAt, overlapSeconds, oldSecretEndsAt, newSecretLastUsedAt, oldSecretLastUsedAt } = rotation;
  if (oldSecretEndsAt && oldSecretEndsAt <= now) return null;
  return {
    state: oldSecretEndsAt ? 'overlap' : 'pending',
    startedAt: formatInstant(startedAt),
    overlapSeconds,
    oldSecretEndsAt: oldSecretEndsAt && formatInstant(oldSecretEndsAt),
    newSecretLastUsedAt: newSecretLastUsedAt && formatInstant(newSecretLastUsedAt),
    oldSecretLastUsedAt: oldSecretLastUsedAt && formatInstant(oldSecretLastUsedAt),
  };
}
