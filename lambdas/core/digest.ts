import type { Key } from './key.ts';
import type { Counting } from './key-use.ts';
import { type NoticeFact, owedNotice } from './notice-schedule.ts';
import { sortByUrgency } from './notice-use.ts';

/** A fact about one key that its holder is owed. */
export type Notice = NoticeFact & {
  key: Key & { expiresAt: Date };
  /** When it fell due; the store expects to find this when it records the notice as given. */
  noticeAt: Date;
};

/** What is due about one account's keys. */
export interface Digest {
  /** The facts for one mail, the most urgent first. */
  owed: Notice[];
  /** Keys in the queue about which there is nothing left to tell: to be rescheduled. */
  obsolete: Key[];
}

/**
 * What a digest said and what became of it: kept until each of its notices is in the log and its key
 * rescheduled.
 */
export interface SentDigest {
  at: Date;
  /** When it was composed: what falls due later is still to be told. */
  asOf: Date;
  /** The mail service's id of the first of its mails; null: it accepted none. */
  messageId: string | null;
  outcome: NoticeOutcome;
  /** Who got it or, if that is unconfirmed, may have got it. */
  to: readonly string[];
  notices: readonly SentNotice[];
}

/**
 * What became of a notice: the mail service accepted a mail with it; or accepted none; or nobody knows, since
 * each of its responses was lost.
 */
export const noticeOutcomes = ['sent', 'not_delivered', 'unconfirmed'] as const;
export type NoticeOutcome = (typeof noticeOutcomes)[number];

/** A notice in a digest, with the name and the dates that the key had then. */
export type SentNotice = NoticeFact & { keyId: string; name: string; expiresAt: Date; noticeAt: Date };

/**
 * Decides, from the keys as the table has them now, what one mail to their holder says.
 * @param rules.withPostponed whether notices that wait for another try go with it, before their time
 */
export function composeDigest(
  keys: readonly Key[],
  rules: { leadDays: readonly number[]; counting: Counting; withPostponed: boolean },
  now: Date,
): Digest {
  const { leadDays, counting, withPostponed } = rules;
  const digest: Digest = { owed: [], obsolete: [] };
  for (const key of keys) {
    if (key.noticeAt === null || !isDue(key, withPostponed, now)) continue;
    const fact = key.expiresAt && owedNotice(key.expiresAt, leadDays, now);
    if (key.expiresAt && fact) {
      digest.owed.push({ ...fact, key: { ...key, expiresAt: key.expiresAt }, noticeAt: key.noticeAt });
    } else {
      digest.obsolete.push(key);
    }
  }
  return { ...digest, owed: sortByUrgency(digest.owed, counting, now) };
}

/** Whether a notice about a key is due; or postponed, if that counts. */
export function isDue(
  { noticeAt, owedSince }: Pick<Key, 'noticeAt' | 'owedSince'>,
  withPostponed: boolean,
  now: Date,
): boolean {
  return noticeAt !== null && (noticeAt <= now || (withPostponed && owedSince !== null));
}

/** The record of notices that were given up: the mail service accepted no mail with them. */
export function recordGivenUp(notices: readonly SentNotice[], now: Date): SentDigest {
  return { at: now, asOf: now, messageId: null, outcome: 'not_delivered', to: [], notices };
}

export function toSentNotice({ key: { keyId, name, expiresAt }, noticeAt, ...fact }: Notice): SentNotice {
  return { ...fact, keyId, name, expiresAt, noticeAt };
}
