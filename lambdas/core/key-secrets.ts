/** A secret of a key, as it is stored. */
export interface StoredSecret {
  /** Counts the secrets of a key from 1; a number is never used again. */
  no: number;
  /** SHA-256 of the secret key, base64. */
  hash: string;
}

/**
 * The secrets of a key of which anything is known. At most two work: the current one, and either a new one that has not
 * been seen in use, or an old one for a while.
 */
export interface SecretSet {
  current: StoredSecret;
  /** Of a rotation that is pending: works, and becomes the current one when it is seen in use. */
  next: StoredSecret | null;
  /** The one that ended last, or is about to. `endsAt` null: a call has ended it. */
  old: (StoredSecret & { endsAt: Date | null }) | null;
}

/** The numbers of a SecretSet, without what is stored of the secrets. */
export interface SecretNumbers {
  current: { no: number };
  next: { no: number } | null;
  old: { no: number; endsAt: Date | null } | null;
}

/** What a secret is to its key, for its bearer. */
export type SecretRole = 'current' | 'new' | 'old';

/** The role of a secret that works at `now`; null: it has ended, or was never one. */
export function secretRole({ current, next, old }: SecretNumbers, no: number, now: Date): SecretRole | null {
  if (no === current.no) return 'current';
  if (no === next?.no) return 'new';
  return no === old?.no && isWorking(old, now) ? 'old' : null;
}

/** Whether an old secret still works: until the very instant `endsAt`. */
export function isWorking(old: { endsAt: Date | null } | null, now: Date): boolean {
  return old !== null && old.endsAt !== null && old.endsAt > now;
}

/** Whether a call has ended the secret with that number, which was one of the key's. */
export function hasEnded({ current, next, old }: SecretNumbers, no: number): boolean {
  return no !== current.no && no !== next?.no && (no !== old?.no || old.endsAt === null);
}

/** The number of the next secret. The highest one given so far is always that of a secret in the set. */
export function nextSecretNo({ current, next, old }: SecretSet): number {
  return 1 + Math.max(current.no, next?.no ?? 0, old?.no ?? 0);
}
