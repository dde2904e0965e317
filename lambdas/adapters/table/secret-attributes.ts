import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { KeyGates } from '../../core/key-gates.ts';
import type { KeySecrets } from '../../core/rotation.ts';
import type { KeyItem } from './item-shapes.ts';
import { unpackUse } from './key-use-attribute.ts';
import type { Undefinable } from './update-expression.ts';

// How the secrets of a key, and what refuses them, are made of its item, and the reverse.

/** The attributes that hold the secrets and their rotation; those that are absent from a key's are undefined. */
export type SecretAttributes = Undefinable<
  Pick<
    KeyItem,
    | 'digest'
    | 'secretNo'
    | 'newDigest'
    | 'newSecretNo'
    | 'oldDigest'
    | 'oldSecretNo'
    | 'oldSecretUntil'
    | 'rotatedAtMs'
    | 'overlapSeconds'
    | 'rotatedByKey'
    | 'rotatedFrom'
    | 'leakedSecretNo'
  >
>;

export function toSecrets(item: KeyItem): KeySecrets {
  const { digest, secretNo = 1, newDigest, newSecretNo, oldDigest, oldSecretNo, oldSecretUntil } = item;
  const { rotatedAtMs, overlapSeconds, rotatedByKey, rotatedFrom = null, secretUse, leakedSecretNo } = item;
  return {
    current: { no: secretNo, hash: digest },
    next: newDigest === undefined || newSecretNo === undefined ? null : { no: newSecretNo, hash: newDigest },
    old:
      oldDigest === undefined || oldSecretNo === undefined
        ? null
        : {
            no: oldSecretNo,
            hash: oldDigest,
            endsAt: oldSecretUntil === undefined ? null : fromEpochSeconds(oldSecretUntil),
          },
    rotation:
      rotatedAtMs === undefined || overlapSeconds === undefined
        ? null
        : {
            startedAt: new Date(rotatedAtMs),
            overlapSeconds,
            ...(rotatedByKey && { byKey: { from: rotatedFrom } }),
          },
    lastUsed: secretUse === undefined ? firstSecretUse(item) : parseSecretUse(secretUse),
    ...(leakedSecretNo !== undefined && { leakedNo: leakedSecretNo }),
  };
}

export function toGates({ suspendedAt, leakedAt, expiresAt }: KeyItem): KeyGates {
  return {
    isSuspended: suspendedAt !== undefined,
    isLeaked: leakedAt !== undefined,
    expiresAt: expiresAt === undefined ? null : fromEpochSeconds(expiresAt),
  };
}

export function toSecretAttributes({ current, next, old, rotation, leakedNo }: KeySecrets): SecretAttributes {
  return {
    digest: current.hash,
    secretNo: current.no,
    newDigest: next?.hash,
    newSecretNo: next?.no,
    oldDigest: old?.hash,
    oldSecretNo: old?.no,
    oldSecretUntil: old?.endsAt ? toEpochSeconds(old.endsAt) : undefined,
    rotatedAtMs: rotation?.startedAt.getTime(),
    overlapSeconds: rotation?.overlapSeconds,
    rotatedByKey: rotation?.byKey && true,
    rotatedFrom: rotation?.byKey?.from ?? undefined,
    leakedSecretNo: leakedNo,
  };
}

export function formatSecretUse(lastUsed: KeySecrets['lastUsed']): string {
  return [...lastUsed].map(([no, at]) => `${no}:${toEpochSeconds(at)}`).join(',');
}

/** Until uses are told apart, which begins with the first rotation, all that are known are of the first secret. */
function firstSecretUse({ use }: KeyItem): Map<number, Date> {
  const { lastUsedAt } = unpackUse(use);
  return new Map(lastUsedAt && [[1, lastUsedAt]]);
}

function parseSecretUse(text: string): Map<number, Date> {
  return new Map(
    [...text.matchAll(/(\d+):(\d+)/g)].map(([, no, seconds]) => [
      Number(no),
      fromEpochSeconds(Number(seconds)),
    ]),
  );
}
