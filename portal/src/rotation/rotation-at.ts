import type { Key, Rotation } from '../api/types.ts';
import { duration } from '../time/format.ts';
import { dayMs } from '../time/zoned.ts';

/** A rotation during its overlap, when it is known when the old secret ends. */
export type Overlap = Rotation & { readonly oldSecretEndsAt: string };

/** The rotation of a key right now: its old secret may have ended since the response that told of it. */
export function rotationAt({ rotation }: Pick<Key, 'rotation'>, now: number): Rotation | null {
  if (rotation?.oldSecretEndsAt != null && Date.parse(rotation.oldSecretEndsAt) <= now) return null;
  return rotation;
}

export function isOverlap(rotation: Rotation): rotation is Overlap {
  return rotation.oldSecretEndsAt !== null;
}

/** When the new secret was first seen in use: the overlap counts from then. */
function overlapStart({ oldSecretEndsAt, overlapSeconds }: Overlap): number {
  return Date.parse(oldSecretEndsAt) - overlapSeconds * 1000;
}

/** How much of the overlap has passed, from 0 to 1. */
export function overlapPassed(overlap: Overlap, now: number): number {
  const start = overlapStart(overlap);
  const passed = (now - start) / (Date.parse(overlap.oldSecretEndsAt) - start);
  return Math.min(1, Math.max(0, passed));
}

/** How long an old secret still works: "21 hours". */
export function timeLeft({ oldSecretEndsAt }: Overlap, now: number): string {
  return duration((Date.parse(oldSecretEndsAt) - now) / 1000);
}

/** What is known of the secret that a rotation ends. */
export type OldSecretUse =
  /** Called although the new one is in use; at last at this instant. */
  | { readonly kind: 'used'; readonly at: string }
  /** Not called since the new one was first used. */
  | { readonly kind: 'idle'; readonly since: number; readonly isBrief: boolean }
  /** Not watched up to now. */
  | { readonly kind: 'unknown' };

/** Facts of use that are older than this say nothing about now. */
const staleMs = 3_600_000;

/** Nothing that was not watched is called idle; a silence of less than a day proves little. */
export function oldSecretUse(overlap: Overlap, use: Pick<Key['use'], 'asOf'>, now: number): OldSecretUse {
  const since = overlapStart(overlap);
  const { oldSecretLastUsedAt: at } = overlap;
  if (at !== null && Date.parse(at) >= since) return { kind: 'used', at };
  if (use.asOf === null || now - Date.parse(use.asOf) > staleMs) return { kind: 'unknown' };
  return { kind: 'idle', since, isBrief: now - since < dayMs };
}

/** A rotation that somebody should see to, and why. */
export type RotationConcern = 'forgotten' | 'ends-in-use';

/** As long as the first reminder by email waits. */
const forgottenDays = 7;

/** A new secret that nothing uses for a week, or an old one that is used on its last day. */
export function rotationConcern(key: Key, now: number): RotationConcern | undefined {
  const rotation = rotationAt(key, now);
  if (rotation === null) return undefined;
  if (!isOverlap(rotation))
    return now - Date.parse(rotation.startedAt) >= forgottenDays * dayMs ? 'forgotten' : undefined;
  const endsSoon = Date.parse(rotation.oldSecretEndsAt) - now <= dayMs;
  return endsSoon && oldSecretUse(rotation, key.use, now).kind === 'used' ? 'ends-in-use' : undefined;
}
