import type { SentDigest } from './digest.ts';
import type { Key } from './key.ts';
import { type NoticeFact, owedNotice } from './notice-schedule.ts';
import type { RecipientState } from './recipient.ts';

/** A notice that others have got, and one recipient is still to get. */
export interface MissedNotice {
  keyId: string;
  /** It is of no interest any more once the key has another. */
  expiresAt: Date;
  /** Of the line in the log. */
  at: Date;
}

/** What there is to tell about a key, with the key as the table has it. */
export type ToldNotice = NoticeFact & { key: Key & { expiresAt: Date } };

/** The recipient's state after a digest that it did not get with the others. */
export function withMissed(state: RecipientState, { at, notices }: SentDigest): RecipientState {
  const missed = notices.map(({ keyId, expiresAt }) => ({ keyId, expiresAt, at }));
  return { ...state, missed: [...state.missed, ...missed] };
}

/** What is still true of missed notices, as it is now: by then there may be something more urgent to tell. */
export function tellMissed(
  missed: readonly MissedNotice[],
  keys: readonly Key[],
  leadDays: readonly number[],
  now: Date,
): ToldNotice[] {
  return keys.flatMap((key) => {
    const { keyId, expiresAt } = key;
    const isMissed = missed.some(
      (each) => each.keyId === keyId && each.expiresAt.getTime() === expiresAt?.getTime(),
    );
    const fact = isMissed && expiresAt ? owedNotice(expiresAt, leadDays, now) : null;
    return fact && expiresAt ? [{ ...fact, key: { ...key, expiresAt } }] : [];
  });
}
