import { accessKind } from './access-notices.ts';
import type { SentDigest, ToldNotice } from './digest.ts';
import type { Key } from './key.ts';
import { isAboutSecrets, type LeakReport, leakKind, type SecretFact } from './leak-notices.ts';
import { owedNotice } from './notice-schedule.ts';
import type { RecipientState } from './recipient.ts';
import { isRotationKind, isStillTrue } from './rotation-notices.ts';

/** A notice that others have got, and one recipient is still to get. */
export type MissedNotice = {
  keyId: string;
  /** Of the line in the log. */
  at: Date;
} & MissedMatter;

type MissedMatter =
  /** It is of no interest any more once the key has another date. */
  | { expiresAt: Date; rotation?: never }
  /** Or once the key's rotation is another, or has come further; or a later leak was reported. */
  | { rotation: { kind: SecretFact['kind']; startedAt: Date }; expiresAt?: never };

/** The recipient's state after a digest that it did not get with the others. */
export function withMissed(state: RecipientState, { at, notices }: SentDigest): RecipientState {
  const missed = notices.map((notice): MissedNotice => {
    const { keyId } = notice;
    if (!isAboutSecrets(notice)) return { keyId, at, expiresAt: notice.expiresAt };
    return { keyId, at, rotation: { kind: notice.kind, startedAt: notice.startedAt } };
  });
  return { ...state, missed: [...state.missed, ...missed] };
}

/** What is still true of missed notices, as it is now: by then there may be something more urgent to tell. */
export function tellMissed(
  missed: readonly MissedNotice[],
  { keys, leaks }: { keys: readonly Key[]; leaks: readonly LeakReport[] },
  leadDays: readonly number[],
  now: Date,
): ToldNotice[] {
  return keys.flatMap((key) => {
    const own = missed.filter(({ keyId }) => keyId === key.keyId);
    const report = leaks.find(({ keyId }) => keyId === key.keyId);
    return [
      ...tellLeak(own, key, report),
      ...tellAccess(own, key),
      ...tellExpiry(own, key, leadDays, now),
      ...tellRotation(own, key, now),
    ];
  });
}

function tellLeak(missed: readonly MissedNotice[], key: Key, report: LeakReport | undefined): ToldNotice[] {
  const isMissed = missed.some(
    ({ rotation }) => rotation?.kind === leakKind && rotation.startedAt.getTime() === report?.at.getTime(),
  );
  return isMissed && report ? [{ kind: leakKind, leadDays: null, key, report }] : [];
}

function tellAccess(missed: readonly MissedNotice[], key: Key): ToldNotice[] {
  const isMissed = missed.some(
    ({ rotation }) =>
      rotation?.kind === accessKind && rotation.startedAt.getTime() === key.accessSince?.getTime(),
  );
  return isMissed ? [{ kind: accessKind, leadDays: null, key }] : [];
}

function tellExpiry(
  missed: readonly MissedNotice[],
  key: Key,
  leadDays: readonly number[],
  now: Date,
): ToldNotice[] {
  const { expiresAt } = key;
  const isMissed = missed.some((each) => each.expiresAt?.getTime() === expiresAt?.getTime());
  // A new date would not bring back a leaked key.
  const fact = isMissed && expiresAt && !key.leakedAt ? owedNotice(expiresAt, leadDays, now) : null;
  return fact && expiresAt ? [{ ...fact, key: { ...key, expiresAt } }] : [];
}

/** Each fact once: a reminder may have been missed twice. */
function tellRotation(missed: readonly MissedNotice[], key: Key, now: Date): ToldNotice[] {
  const kinds = new Set(
    missed.flatMap(({ rotation }) => {
      if (!rotation || !isRotationKind(rotation.kind)) return [];
      const { kind, startedAt } = rotation;
      return isStillTrue({ kind, startedAt }, key, now) ? [kind] : [];
    }),
  );
  const { rotation } = key;
  if (!rotation) return [];
  return [...kinds].map((kind) => ({ kind, leadDays: null, key: { ...key, rotation } }));
}
