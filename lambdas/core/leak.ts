import { isExpired } from './key.ts';
import type { KeyGates } from './key-gates.ts';
import { nextSecretNo, secretRole } from './key-secrets.ts';
import { nextNoticeAt } from './notice-schedule.ts';
import { cancelRotation, finishRotation, type KeySecrets, rotationState } from './rotation.ts';
import { findSecret } from './secret.ts';

/**
 * What became of a token that was reported as leaked:
 * - expired: its secret was the only one of the key, which has expired and works again only after a rotation;
 * - secret_ended: its secret has ended, and another one of the key goes on;
 * - not_current: there is no such key, or this is none of its secrets that work;
 * - not_a_token: it does not have the form of our tokens, or its checksum is wrong.
 */
export const leakOutcomes = ['expired', 'secret_ended', 'not_current', 'not_a_token'] as const;
export type LeakOutcome = (typeof leakOutcomes)[number];

/** The secrets after a leak, or after the rotation that brings the key back. */
export type SecretsOfLeak = KeySecrets & {
  /** What becomes of the key itself; absent: nothing. */
  standing?: KeyStanding;
};

/** Whether a key is leaked, and the date that goes with it. */
export interface KeyStanding {
  /** Since when its only secret is known to have leaked; null: it is not. */
  leakedAt: Date | null;
  expiresAt: Date | null;
  /** Of the next notice about that date; null: there is none. */
  noticeAt: Date | null;
}

/** A secret that was reported and is one of the key's. */
export interface LeakedSecret {
  outcome: 'expired' | 'secret_ended';
  secretNo: number;
  /** Null: an earlier report has done it already. */
  after: SecretsOfLeak | null;
}

/**
 * Ends a secret that has leaked, and only that: while there is another one, the key goes on with it, and keeps its date. Also of
 * a key that has expired or is suspended: a new date must not bring back what others know.
 * @returns null: it is no secret of the key that works, or would with another date
 */
export function endLeakedSecret(
  secrets: KeySecrets,
  secretKey: string,
  gates: KeyGates,
  now: Date,
): LeakedSecret | null {
  const known = [secrets.current, secrets.next, secrets.old];
  const secretNo =
    known[
      findSecret(
        secretKey,
        known.map((secret) => secret?.hash ?? null),
      )
    ]?.no;
  if (secretNo === undefined) return null;
  const role = secretRole(secrets, secretNo, now);
  if (role === null) {
    return secretNo === secrets.leakedNo ? { outcome: 'secret_ended', secretNo, after: null } : null;
  }
  if (gates.isLeaked) return { outcome: 'expired', secretNo, after: null };
  const context = { expiresAt: gates.expiresAt, counting: null, now };
  const state = rotationState(secrets, now);
  if (state === 'none') {
    const expiresAt = isExpired(gates.expiresAt, now) ? gates.expiresAt : now;
    const standing = { leakedAt: now, expiresAt, noticeAt: null };
    return { outcome: 'expired', secretNo, after: { ...secrets, leakedNo: secretNo, standing } };
  }
  const isOlder = role === (state === 'pending' ? 'current' : 'old');
  const left = isOlder ? finishRotation(secrets, context) : cancelRotation(secrets, { force: true }, context);
  return { outcome: 'secret_ended', secretNo, after: { ...left, leakedNo: secretNo } };
}

/** Brings back a key whose only secret has leaked: that one ends without an overlap, and a new one with a new date takes its place. */
export function replaceLeakedSecret(
  secrets: KeySecrets,
  { hash, expiresAt }: { hash: string; expiresAt: Date | null },
  leadDays: readonly number[],
  now: Date,
): SecretsOfLeak {
  return {
    ...secrets,
    current: { no: nextSecretNo(secrets), hash },
    next: null,
    old: { ...secrets.current, endsAt: null },
    rotation: null,
    standing: { leakedAt: null, expiresAt, noticeAt: nextNoticeAt(expiresAt, leadDays, now) },
  };
}
