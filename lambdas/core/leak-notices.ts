import type { KeyAddress } from './access-key.ts';
import { type AccessFact, isAboutAccess } from './access-notices.ts';
import {
  isAboutRotation,
  type OwedRotation,
  type RotationFact,
  type RotationPlan,
} from './rotation-notices.ts';

/** A secret of a key was reported as leaked, and has ended. No lead days: those are of an expiry. */
export interface LeakFact {
  kind: typeof leakKind;
  leadDays: null;
}

export const leakKind = 'secret_leaked';

/** A fact about what can be done with the secrets of a key, which stands in the queue with its rotation. */
export type SecretFact = RotationFact | LeakFact | AccessFact;

/** The latest report of a secret that has leaked. */
export interface LeakReport extends KeyAddress {
  at: Date;
  /** Where it was found: https URLs, none of which has a secret in it. */
  places: readonly string[];
}

/** A fact that is owed about a leak; null: there is none, or it has been told. */
export function owedLeak(
  report: LeakReport | undefined,
  told: RotationPlan['told'],
  now: Date,
): (Omit<OwedRotation, 'fact'> & { fact: LeakFact }) | null {
  // A rotation that has been told of began later: a leak ends the one that there was.
  if (!report || (told && told.startedAt >= report.at)) return null;
  // What a rotation since then has to tell comes after it.
  return { fact: { kind: leakKind, leadDays: null }, until: report.at, nextAt: now };
}

export function isAboutLeak<Each extends { kind: string }>(
  notice: Each,
): notice is Extract<Each, { kind: LeakFact['kind'] }> {
  return notice.kind === leakKind;
}

export function isAboutSecrets<Each extends { kind: string }>(
  notice: Each,
): notice is Extract<Each, { kind: SecretFact['kind'] }> {
  return isAboutLeak(notice) || isAboutRotation(notice) || isAboutAccess(notice);
}
