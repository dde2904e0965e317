import type { KeyAddress } from './access-key.ts';
import { fromEpochSeconds, toEpochSeconds } from './instant.ts';
import { isExpired, type Key } from './key.ts';
import type { Counting } from './key-use.ts';
import type { Rotation } from './rotation-view.ts';

/**
 * What is worth a mail about a key's rotation:
 * - rotated: the key asked for a new secret itself;
 * - rotation_pending: nobody has used the new secret for days;
 * - secret_ending: the old secret stops soon, and was used within the last hour.
 */
export const rotationKinds = ['rotated', 'rotation_pending', 'secret_ending'] as const;

/** No lead days: those are of an expiry. */
export interface RotationFact {
  kind: (typeof rotationKinds)[number];
  leadDays: null;
}

/** Where a key's rotation stands in the queue of notices. What is owed follows from the key. */
export interface RotationPlan extends KeyAddress {
  /** When the notifier looks at it next. */
  noticeAt: Date;
  /** As of a key. */
  owedSince: Date | null;
  noticeTries: number;
  /** Of the rotation that began then, all that fell due up to `until` has been told. */
  told: { startedAt: Date; until: Date } | null;
  /** When the key was to be given access, and the latest grant that has been told; null or absent: none is known. */
  grant?: { at: Date; toldOf: Date | null } | null;
}

/** A fact that is owed, and what is left to do once it has been told. */
export interface OwedRotation {
  fact: RotationFact;
  /** Up to when what falls due has been told then. */
  until: Date;
  nextAt: Date | null;
}

export type RotatingKey = Key & { rotation: Rotation };

const dayMs = 86_400_000;

/** Days after which the holder of a pending rotation is reminded. */
const reminderDays = [7, 30];

/** An old secret is still needed if it was used within this time. */
const inUseMs = 3_600_000;

/** A rotation about which nothing more is planned is looked at so often, until it is over. */
const idleMs = 30 * dayMs;

/**
 * What is owed at `now` about a key's rotation, and when to look again if nothing is; null: never, it is over.
 * @param key undefined: it is gone
 */
export function owedRotation(
  key: Key | undefined,
  told: RotationPlan['told'],
  counting: Counting,
  now: Date,
): { owed: OwedRotation | null; nextAt: Date | null } {
  if (!key || !isRotating(key)) return { owed: null, nextAt: null };
  const { rotation } = key;
  const isTold = told?.startedAt.getTime() === rotation.startedAt.getTime();
  const open = milestonesOf(rotation).filter(({ at }) => !isTold || at > told.until);
  const nextAfter = (until: Date) => nextLook(rotation, open.find(({ at }) => at > until)?.at, now);
  const passed = open.filter(({ at }) => at <= now);
  // A key that has expired refuses all of its secrets: its holder has been told that.
  const milestone = isExpired(key.expiresAt, now) ? undefined : choose(passed, rotation, counting, now);
  if (!milestone) return { owed: null, nextAt: nextAfter(now) };
  const { kind } = milestone;
  // What else has passed is told later only if this could not stand for it.
  const until = kind === 'rotated' ? milestone.at : now;
  return {
    owed: { fact: { kind, leadDays: null }, until, nextAt: nextAfter(until) },
    nextAt: nextAfter(now),
  };
}

/** Whether what others have been told about a rotation is still so. */
export function isStillTrue(
  { kind, startedAt }: { kind: RotationFact['kind']; startedAt: Date },
  key: Key,
  now: Date,
): boolean {
  if (!isRotating(key) || isExpired(key.expiresAt, now)) return false;
  const { rotation } = key;
  if (rotation.startedAt.getTime() !== startedAt.getTime()) return false;
  if (kind === 'rotated') return true;
  const isPending = rotation.oldSecretEndsAt === null;
  return kind === 'rotation_pending' ? isPending : !isPending && !isOver(rotation, now);
}

export function isAboutRotation<Each extends { kind: string }>(
  notice: Each,
): notice is Extract<Each, { kind: RotationFact['kind'] }> {
  return isRotationKind(notice.kind);
}

export function isRotationKind(kind: string): kind is RotationFact['kind'] {
  return rotationKinds.some((each) => each === kind);
}

interface Milestone {
  kind: RotationFact['kind'];
  at: Date;
}

/** What may be told of a rotation as it is now, in order of time; in whole seconds, as the queue is. */
function milestonesOf({ startedAt, byKey, overlapSeconds, oldSecretEndsAt }: Rotation): Milestone[] {
  const start = toEpochSeconds(startedAt);
  const own: Milestone[] = byKey ? [{ kind: 'rotated', at: fromEpochSeconds(start) }] : [];
  if (!oldSecretEndsAt) {
    const reminders = reminderDays.map(
      (days): Milestone => ({ kind: 'rotation_pending', at: fromEpochSeconds(start + days * 86_400) }),
    );
    return [...own, ...reminders];
  }
  const leadSeconds = Math.min(86_400, Math.ceil(overlapSeconds / 2));
  const at = fromEpochSeconds(toEpochSeconds(oldSecretEndsAt) - leadSeconds);
  return [...own, { kind: 'secret_ending', at }];
}

/** That a key rotated itself is told in any case; of the rest the latest, so that no flood follows an outage. */
function choose(
  passed: readonly Milestone[],
  rotation: Rotation,
  counting: Counting,
  now: Date,
): Milestone | undefined {
  const rotated = passed.find(({ kind }) => kind === 'rotated');
  if (rotated) return rotated;
  const latest = passed.at(-1);
  if (latest?.kind !== 'secret_ending') return latest;
  return isOldSecretInUse(rotation, counting, now) ? latest : undefined;
}

/** As far as calls are counted: while the log is behind, the last hour is the last one that it tells of. */
function isOldSecretInUse(rotation: Rotation, counting: Counting, now: Date): boolean {
  const { oldSecretLastUsedAt } = rotation;
  if (!oldSecretLastUsedAt || isOver(rotation, now)) return false;
  const knownUntil = Math.min(now.getTime(), counting?.asOf.getTime() ?? 0);
  return oldSecretLastUsedAt.getTime() >= knownUntil - inUseMs;
}

function nextLook(rotation: Rotation, milestone: Date | undefined, now: Date): Date | null {
  if (milestone) return milestone;
  const end = rotation.oldSecretEndsAt ?? new Date(now.getTime() + idleMs);
  return end > now ? end : null;
}

function isRotating(key: Key): key is RotatingKey {
  return key.rotation !== null;
}

function isOver({ oldSecretEndsAt }: Rotation, now: Date): boolean {
  return oldSecretEndsAt !== null && oldSecretEndsAt <= now;
}
