import type { Account, Key, SentNotice } from '../api/types.ts';
import { dayMs } from '../time/zoned.ts';

/** An email about a key's expiry: sent, or still to come. */
export interface KeyEmail {
  readonly at: number;
  /** Days before the expiry; 0: about the expiry itself. */
  readonly leadDays: number;
  readonly isSent: boolean;
}

/** The emails about a key's present date, in order of time: those that the log knows of, and those to come. */
export function emailsOf(
  key: Key,
  { noticeLeadDays, leadTimeMails }: Pick<Account, 'noticeLeadDays' | 'leadTimeMails'>,
  sent: readonly SentNotice[],
  now: number,
): KeyEmail[] {
  if (key.expiresAt === null) return [];
  const expiresMs = Date.parse(key.expiresAt);
  const days = [...(leadTimeMails ? noticeLeadDays : []), 0];
  const known = sent.filter(
    (notice) =>
      notice.accessKey === key.accessKey &&
      notice.delivered &&
      Date.parse(notice.expiresAt ?? '') === expiresMs,
  );
  return [
    ...known.map(({ at, leadDays }) => ({ at: Date.parse(at), leadDays: leadDays ?? 0, isSent: true })),
    ...days
      .map((leadDays) => ({ at: expiresMs - leadDays * dayMs, leadDays, isSent: false }))
      .filter(({ at }) => at > now),
  ].toSorted((left, right) => left.at - right.at);
}

/**
 * The part of a key's life that its line shows: the time of warnings once that has begun, until then all of it.
 * @returns where an instant is, in percent
 */
export function lifeOf(key: Key, leadDays: readonly number[], now: number): (instant: number) => number {
  const end = Date.parse(key.expiresAt ?? '');
  const created = Date.parse(key.createdAt);
  const warnings = end - Math.max(0, ...leadDays) * dayMs;
  const start = Math.min(now, now >= warnings ? Math.max(created, warnings) : created);
  return (instant) => Math.min(100, Math.max(0, (100 * (instant - start)) / Math.max(1, end - start)));
}
