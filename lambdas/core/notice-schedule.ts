import { createHash } from 'node:crypto';

/** Partitions of the index of due notices: enough that no sweep is bound by one, few enough to ask them all each time. */
export const noticeShardCount = 8;

const dayMilliseconds = 86_400_000;

/**
 * When the next notice of a key falls due: the first lead time before `expiresAt`, or `expiresAt` itself, that lies after
 * `after`. Null when nothing is left to tell: a key that never expires, or whose expiry lies not after `after`.
 * Lead times that have already passed are skipped by that.
 * @param leadDays days before the expiry, in any order
 * @param after the moment of the creation or the edit, or of the last notice
 */
export function nextNoticeAt(expiresAt: Date | null, leadDays: readonly number[], after: Date): Date | null {
  if (expiresAt === null) return null;
  const due = [...leadDays, 0]
    .map((days) => expiresAt.getTime() - days * dayMilliseconds)
    .filter((instant) => instant > after.getTime());
  return due.length === 0 ? null : new Date(Math.min(...due));
}

/** One fact worth a mail about one key. Lead days: null for an expiry that has come. */
export type NoticeFact = { kind: 'expired'; leadDays: null } | { kind: 'expiring'; leadDays: number };

/**
 * What is to be told at `now` about a key whose notice has fallen due: the most urgent fact alone, so that an outage of the
 * notifier is not followed by a flood. Null when nothing is: the lead times were changed meanwhile.
 */
export function owedNotice(expiresAt: Date, leadDays: readonly number[], now: Date): NoticeFact | null {
  const daysLeft = (expiresAt.getTime() - now.getTime()) / dayMilliseconds;
  if (daysLeft <= 0) return { kind: 'expired', leadDays: null };
  const passed = leadDays.filter((days) => days >= daysLeft);
  return passed.length === 0 ? null : { kind: 'expiring', leadDays: Math.min(...passed) };
}

/** The index partition of an account: all of its keys meet there, so that one sweep sees them together. */
export function noticeShard(accountId: string): number {
  return createHash('sha256').update(accountId).digest().readUInt32BE(0) % noticeShardCount;
}
