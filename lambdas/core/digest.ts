import { type AccessFact, isAboutAccess, owedAccess } from './access-notices.ts';
import type { Key } from './key.ts';
import type { Counting } from './key-use.ts';
import {
  isAboutLeak,
  isAboutSecrets,
  type LeakFact,
  type LeakReport,
  owedLeak,
  type SecretFact,
} from './leak-notices.ts';
import { type ExpiryFact, owedNotice } from './notice-schedule.ts';
import { sortByUrgency } from './notice-use.ts';
import {
  type OwedRotation,
  owedRotation,
  type RotatingKey,
  type RotationFact,
  type RotationPlan,
} from './rotation-notices.ts';

/** One fact about one key that is worth a mail. */
type NoticeFact = ExpiryFact | SecretFact;

export type NoticeKind = NoticeFact['kind'];

/** What there is to tell about a key, with the key as the table has it. */
export type ToldNotice = ToldExpiry | (RotationFact & { key: RotatingKey }) | ToldLeak | ToldAccess;
export type ToldExpiry = ExpiryFact & { key: Key & { expiresAt: Date } };
export type ToldAccess = AccessFact & { key: Key };
export type ToldLeak = LeakFact & { key: Key; report: LeakReport };

/** A fact about one key that its holder is owed. */
export type Notice = (ToldExpiry & { place: Key } & InQueue) | SecretNotice;
type SecretNotice = Exclude<ToldNotice, ToldExpiry> & { place: RotationPlan } & InQueue &
  Omit<OwedRotation, 'fact'>;

interface InQueue {
  /** When it fell due; the store expects to find this when it records the notice as given. */
  noticeAt: Date;
}

/** What is in the queue: a key for its expiry, or the plan of what there is to tell about its secrets. */
export type QueuePlace = Key | RotationPlan;

/** What is due about one account's keys. */
export interface Digest {
  /** The facts for one mail, the most urgent first. */
  owed: Notice[];
  /** What is in the queue although there is nothing left to tell: to be rescheduled. */
  obsolete: Obsolete;
}

export interface Obsolete {
  keys: Key[];
  /** With when to look at each again; null: never. */
  plans: { plan: RotationPlan; nextAt: Date | null }[];
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
export type SentNotice = SentExpiry | SentSecret;
type SentExpiry = ExpiryFact & { keyId: string; name: string; expiresAt: Date; noticeAt: Date };
type SentSecret = SecretFact &
  Omit<OwedRotation, 'fact'> & {
    keyId: string;
    name: string;
    /** Of the rotation, the report of a leak, or the grant of access. */
    startedAt: Date;
    /** When its old secret ends, as known then. */
    oldSecretEndsAt: Date | null;
    noticeAt: Date;
  };

/** What is in the queue for one account. */
export interface Queued {
  keys: readonly Key[];
  /** Of the keys' rotations and leaks. */
  plans: readonly RotationPlan[];
  /** Of keys with a secret that has leaked and ended. */
  leaks: readonly LeakReport[];
}

/**
 * Decides, from the keys as the table has them now, what one mail to their holder says.
 * @param rules.withPostponed whether notices that wait for another try go with it, before their time
 */
export function composeDigest(
  { keys, plans, leaks }: Queued,
  rules: { leadDays: readonly number[]; counting: Counting; withPostponed: boolean },
  now: Date,
): Digest {
  const { leadDays, counting, withPostponed } = rules;
  const owed: Notice[] = [];
  const obsolete: Obsolete = { keys: [], plans: [] };
  for (const key of keys) {
    const { noticeAt, expiresAt } = key;
    if (noticeAt === null || !isDue(key, withPostponed, now)) continue;
    const fact = expiresAt && owedNotice(expiresAt, leadDays, now);
    if (expiresAt && fact) owed.push({ ...fact, key: { ...key, expiresAt }, place: key, noticeAt });
    else obsolete.keys.push(key);
  }
  for (const plan of plans) {
    if (!isDue(plan, withPostponed, now)) continue;
    const key = keys.find(({ keyId }) => keyId === plan.keyId);
    const report = leaks.find(({ keyId }) => keyId === plan.keyId);
    const leak = owedLeak(report, plan.told, now);
    if (key && report && leak) {
      const { fact, ...then } = leak;
      owed.push({ ...fact, ...then, key, report, place: plan, noticeAt: plan.noticeAt });
      continue;
    }
    const access = owedAccess(key, plan, now);
    if (key && access) {
      const { fact, ...then } = access;
      owed.push({ ...fact, ...then, key, place: plan, noticeAt: plan.noticeAt });
      continue;
    }
    const { owed: due, nextAt } = owedRotation(key, plan.told, counting, now);
    if (due && key?.rotation) {
      const { fact, ...then } = due;
      const rotating = { ...key, rotation: key.rotation };
      owed.push({ ...fact, ...then, key: rotating, place: plan, noticeAt: plan.noticeAt });
    } else obsolete.plans.push({ plan, nextAt });
  }
  return { owed: sortByUrgency(owed, counting, now), obsolete };
}

/** Whether a notice is due; or postponed, if that counts. */
export function isDue(
  { noticeAt, owedSince }: Pick<QueuePlace, 'noticeAt' | 'owedSince'>,
  withPostponed: boolean,
  now: Date,
): boolean {
  return noticeAt !== null && (noticeAt <= now || (withPostponed && owedSince !== null));
}

/** The record of notices that were given up: the mail service accepted no mail with them. */
export function recordGivenUp(notices: readonly SentNotice[], now: Date): SentDigest {
  return { at: now, asOf: now, messageId: null, outcome: 'not_delivered', to: [], notices };
}

export function toSentNotice(notice: Notice): SentNotice {
  const { keyId, name } = notice.key;
  if (!isAboutSecrets(notice)) {
    const { key, place: _, ...rest } = notice;
    return { ...rest, keyId, name, expiresAt: key.expiresAt };
  }
  if (isAboutLeak(notice)) {
    const { key: _, place: __, report, ...rest } = notice;
    return { ...rest, keyId, name, startedAt: report.at, oldSecretEndsAt: null };
  }
  if (isAboutAccess(notice)) {
    const { key, place: _, ...rest } = notice;
    return { ...rest, keyId, name, startedAt: key.accessSince ?? key.updatedAt, oldSecretEndsAt: null };
  }
  const { key, place: _, ...rest } = notice;
  const { startedAt, oldSecretEndsAt } = key.rotation;
  return { ...rest, keyId, name, startedAt, oldSecretEndsAt };
}

/** Whether two notices are about the same of a key: its expiry, or one fact of its secrets. */
export function isSameMatter(
  a: { kind: NoticeKind; keyId: string },
  b: { kind: NoticeKind; keyId: string },
): boolean {
  if (a.keyId !== b.keyId) return false;
  return isAboutSecrets(a) || isAboutSecrets(b) ? a.kind === b.kind : true;
}

/** Whether a reader is told who wants no mails ahead of time: calls are refused, or soon will be, or a secret is new or has leaked. */
export function isTellingAll(kind: NoticeKind): boolean {
  return kind !== 'expiring' && kind !== 'rotation_pending';
}
