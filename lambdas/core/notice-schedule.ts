import { createHash } from 'node:crypto';
import type { Key } from './key.ts';

/**
 * Partitions of the index of due notices: enough that none limits a sweep, few enough to query them all each
 * time.
 */
export const noticeShardCount = 8;

const dayMilliseconds = 86_400_000;

/**
 * When the next notice of a key falls due: the first lead time before `expiresAt`, or `expiresAt` itself,
 * that comes after `after`. So lead times that have already passed are skipped. Null when there is nothing
 * left to tell: the key never expires, or its expiry does not come after `after`.
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

/**
 * When the next notice of a key falls due once lead times hold that were set at `since`. A notice that was
 * due by then, or is postponed, stays where it is: it is owed, not planned.
 */
export function rescheduledNoticeAt(
  {
    expiresAt,
    noticeAt,
    owedSince,
    updatedAt,
  }: Pick<Key, 'expiresAt' | 'noticeAt' | 'owedSince' | 'updatedAt'>,
  leadDays: readonly number[],
  since: Date,
): Date | null {
  if (expiresAt === null || owedSince !== null) return noticeAt;
  // No plan lies after the expiry: an earlier version has postponed this notice and did not say so.
  if (noticeAt !== null && (noticeAt <= since || noticeAt > expiresAt)) return noticeAt;
  // Its date was set after the lead times: it is planned by them, from that moment on.
  const isPlannedAnew =
    updatedAt > since && nextNoticeAt(expiresAt, leadDays, updatedAt)?.getTime() === noticeAt?.getTime();
  return isPlannedAnew ? noticeAt : nextNoticeAt(expiresAt, leadDays, since);
}

/** A fact about the expiry of a key. Lead days: null when the key has expired. */
export type ExpiryFact = { kind: 'expired'; leadDays: null } | { kind: 'expiring'; leadDays: number };

/**
 * What to tell at `now` about a key whose notice has fallen due: only the most urgent fact, so that no flood
 * follows an outage of the notifier. Null when there is nothing to tell, because the lead times have changed.
 */
export function owedNotice(expiresAt: Date, leadDays: readonly number[], now: Date): ExpiryFact | null {
  const daysLeft = (expiresAt.getTime() - now.getTime()) / dayMilliseconds;
  if (daysLeft <= 0) return { kind: 'expired', leadDays: null };
  const passed = leadDays.filter((days) => days >= daysLeft);
  return passed.length === 0 ? null : { kind: 'expiring', leadDays: Math.min(...passed) };
}

/** The index partition of an account: all of its keys are in it, so that one sweep sees them together. */
export function noticeShard(accountId: string): number {
  return createHash('sha256').update(accountId).digest().readUInt32BE(0) % noticeShardCount;
}
