import type { Key } from './key.ts';
import type { OwedRotation, RotationPlan } from './rotation-notices.ts';

/** A key was given access to the keys of its account, or more of it. No lead days: those are of an expiry. */
export interface AccessFact {
  kind: typeof accessKind;
  leadDays: null;
}

export const accessKind = 'access_granted';

/** What was announced may have been written a moment earlier or later, by another process that carried out the same request. */
const announcedWithinMs = 86_400_000;

/**
 * A fact that is owed about a key's access; null: there is none, or it has been told. It is told also if the access was taken away
 * since then: a thief may have done both.
 */
export function owedAccess(
  key: Key | undefined,
  { grant = null }: Pick<RotationPlan, 'grant'>,
  now: Date,
): (Omit<OwedRotation, 'fact'> & { fact: AccessFact }) | null {
  const since = key?.accessSince;
  // Announced, but never written: then the key has none, or an older one.
  if (!grant || !since || since.getTime() < grant.at.getTime() - announcedWithinMs) return null;
  if (grant.toldOf && grant.toldOf >= since) return null;
  // What its rotation has to tell comes after it.
  return { fact: { kind: accessKind, leadDays: null }, until: since, nextAt: now };
}

export function isAboutAccess<Each extends { kind: string }>(
  notice: Each,
): notice is Extract<Each, { kind: AccessFact['kind'] }> {
  return notice.kind === accessKind;
}
