import { compareNewestFirst, type Key } from './key.ts';
import { type NoticeFact, owedNotice } from './notice-schedule.ts';

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
  /** Null: it could not be delivered. */
  messageId: string | null;
  to: readonly string[];
  notices: readonly SentNotice[];
}

/** A notice in a digest, with the name and the dates that the key had then. */
type SentNotice = NoticeFact & { keyId: string; name: string; expiresAt: Date; noticeAt: Date };

/** Decides, from the keys as the table has them now, what one mail to their holder says. */
export function composeDigest(keys: readonly Key[], leadDays: readonly number[], now: Date): Digest {
  const digest: Digest = { owed: [], obsolete: [] };
  for (const key of keys) {
    if (key.noticeAt === null || key.noticeAt > now) continue;
    const fact = key.expiresAt && owedNotice(key.expiresAt, leadDays, now);
    if (key.expiresAt && fact) {
      digest.owed.push({ ...fact, key: { ...key, expiresAt: key.expiresAt }, noticeAt: key.noticeAt });
    } else {
      digest.obsolete.push(key);
    }
  }
  digest.owed.sort(
    (a, b) => a.key.expiresAt.getTime() - b.key.expiresAt.getTime() || compareNewestFirst(a.key, b.key),
  );
  return digest;
}

/** The record of a digest that was sent to `to` at `at`, or given up when `messageId` is null. */
export function recordDigest(
  owed: readonly Notice[],
  { messageId, to, at }: Pick<SentDigest, 'messageId' | 'to' | 'at'>,
): SentDigest {
  const notices = owed.map(({ key: { keyId, name, expiresAt }, noticeAt, ...fact }) => ({
    ...fact,
    keyId,
    name,
    expiresAt,
    noticeAt,
  }));
  return { at, messageId, to, notices };
}
