import { compareNewestFirst, type Key } from './key.ts';
import { type NoticeFact, owedNotice } from './notice-schedule.ts';

/** A fact about one key that is owed to its holder. */
export type Notice = NoticeFact & {
  key: Key & { expiresAt: Date };
  /** When it fell due; what the store expects to find when it records the notice as given. */
  noticeAt: Date;
};

/** What a sweep finds out about one account's keys. */
export interface Digest {
  /** The facts for one mail, the most urgent first. */
  owed: Notice[];
  /** Keys in the queue of which nothing is to be told any more: to be planned anew. */
  obsolete: Key[];
}

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
