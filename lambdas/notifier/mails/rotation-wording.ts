import type { ToldNotice } from '../../core/digest.ts';
import { type Counting, isUpToDate } from '../../core/key-use.ts';
import type { RotationFact } from '../../core/rotation-notices.ts';
import type { DescribeInstant } from './ending.ts';
import { count, timeLeft } from './quantities.ts';
import type { Moments } from './use-words.ts';

// What mails say about rotations.

type Kind = RotationFact['kind'];
type ToldRotation = Extract<ToldNotice, { kind: Kind }>;

const dayMilliseconds = 86_400_000;

/** Follows the name of a key: `has a new secret key, unused for 7 days`. */
export function describeRotation({ kind, key: { rotation } }: ToldRotation, now: Date): string {
  switch (kind) {
    case 'rotated':
      return 'rotated itself and has a new secret key';
    case 'rotation_pending': {
      const days = Math.max(1, Math.floor((now.getTime() - rotation.startedAt.getTime()) / dayMilliseconds));
      return `has a new secret key, unused for ${count(days, 'day')}`;
    }
    case 'secret_ending':
      return `still uses its old secret key, which stops working ${timeLeft(rotation.oldSecretEndsAt ?? now, now)}`;
  }
}

/** Of two keys or more. */
export function describeRotations(kind: Kind, number: number): string {
  return `${count(number, 'API key')} ${manyKeys[kind]}`;
}

const manyKeys: Record<Kind, string> = {
  rotated: 'rotated themselves and have new secret keys',
  rotation_pending: 'have new secret keys that are not used yet',
  secret_ending: 'still use old secret keys that stop working soon',
};

/** `, 2 rotations need attention` */
export function describeMoreRotations(number: number): string {
  return number === 0 ? '' : `, ${count(number, 'rotation')} ${number === 1 ? 'needs' : 'need'} attention`;
}

export function rotationBadge({ kind, key: { rotation } }: ToldRotation, now: Date): string {
  if (kind === 'rotated') return 'Rotated itself';
  if (kind === 'rotation_pending') return 'Rotation pending';
  return `Old secret key stops ${timeLeft(rotation.oldSecretEndsAt ?? now, now)}`;
}

/**
 * What it means, and what to do: one paragraph for each kind among the notices.
 * @param isAlone whether the mail is about nothing else
 */
export function describeRotationConsequences(notices: readonly ToldRotation[], isAlone: boolean): string[] {
  const isSingle = isAlone && notices.length === 1;
  return kindsInOrder
    .filter((kind) => notices.some((notice) => notice.kind === kind))
    .map((kind) => `${(isSingle ? openings : generalOpenings)[kind]} ${advice[kind]}`);
}

const kindsInOrder = ['rotated', 'secret_ending', 'rotation_pending'] as const;

const openings: Record<Kind, string> = {
  rotated: 'A program asked for the new secret key with the current one, as the key allows.',
  secret_ending: 'From then on, calls with the old secret key are refused.',
  rotation_pending: 'Both secret keys work for as long as the new one is unused.',
};

/** Clear without the key at hand. */
const generalOpenings: Record<Kind, string> = {
  rotated:
    'When a key rotates itself, a program has asked for the new secret key with the current one, as the key allows.',
  secret_ending: 'Once an old secret key has stopped, calls with it are refused.',
  rotation_pending: 'While a new secret key is unused, the old one works, too.',
};

const advice: Record<Kind, string> = {
  rotated:
    'If it wasn’t one of yours, somebody else knows the secret key. Turn off self-rotation, rotate the key yourself, and finish that rotation: then no earlier secret key works. To refuse all calls right away, expire the key; that can be undone.',
  secret_ending:
    'Move what still uses it to the new one. If you need more time, you can cancel the rotation: the old secret key stays, and the new one stops at once.',
  rotation_pending:
    'Move your programs to the new one. If none of them uses the old one any more, finish the rotation; if you don’t need the new one, cancel it.',
};

/** The facts of a rotation, a line each, a continuation below it. */
export function describeRotationFacts(
  { kind, key: { rotation } }: ToldRotation,
  {
    describeInstant,
    describeEnding,
    moments: { ago },
    counting,
    now,
  }: {
    describeInstant: DescribeInstant;
    describeEnding: DescribeInstant;
    moments: Moments;
    counting: Counting;
    now: Date;
  },
): string[][] {
  const { startedAt, byKey, oldSecretEndsAt, oldSecretLastUsedAt, newSecretLastUsedAt } = rotation;
  const [on = '', ...inUtc] = describeInstant(startedAt);
  const created = [`New secret key created ${on}`, ...inUtc];
  const lastUse = oldSecretLastUsedAt ? [[`Old secret key last used ${ago(oldSecretLastUsedAt)}`]] : [];
  const end = oldSecretEndsAt && describeEnding(oldSecretEndsAt);
  const ending = end ? [[`Old secret key works ${end[0]}`, ...end.slice(1)]] : [];
  switch (kind) {
    case 'rotated': {
      const from = byKey?.from ? [[`Requested from ${byKey.from}`]] : [];
      if (!oldSecretEndsAt) return [created, ...from, [overlapOf(rotation)]];
      return [created, ...from, ...(oldSecretEndsAt > now ? ending : [['Old secret key no longer works']])];
    }
    case 'rotation_pending': {
      const unused = isUpToDate(counting, now)
        ? 'New secret key not used yet'
        : 'No use of the new secret key is known';
      return [
        created,
        [newSecretLastUsedAt ? 'New secret key only tested so far' : unused],
        ...lastUse,
        [overlapOf(rotation)],
      ];
    }
    case 'secret_ending':
      return [...ending, ...lastUse];
  }
}

function overlapOf({ overlapSeconds }: { overlapSeconds: number }): string {
  if (overlapSeconds === 0) return 'The old secret key stops once the new one is first used';
  return `The old secret key stops ${describeSpan(overlapSeconds)} after the new one is first used`;
}

function describeSpan(seconds: number): string {
  if (seconds % 86_400 === 0 && seconds > 86_400) return count(seconds / 86_400, 'day');
  if (seconds >= 3600) return count(Math.round(seconds / 3600), 'hour');
  return count(Math.max(1, Math.round(seconds / 60)), 'minute');
}
