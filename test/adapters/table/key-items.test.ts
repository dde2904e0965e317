import type { KeyItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import { toKey, toNewKeyItem } from '../../../lambdas/adapters/table/key-items.ts';
import { packUse } from '../../../lambdas/adapters/table/key-use-attribute.ts';
import { toSecretAttributes, toSecrets } from '../../../lambdas/adapters/table/secret-attributes.ts';
import { descriptionLengthLimit, nameLengthLimit } from '../../../lambdas/core/key.ts';
import { recentDays } from '../../../lambdas/core/key-use.ts';
import { noticeShard } from '../../../lambdas/core/notice-schedule.ts';
import { longestOverlapSeconds } from '../../../lambdas/core/rotation.ts';
import { hashSecret } from '../../../lambdas/core/secret.ts';
import { usageDay } from '../../../lambdas/core/usage-day.ts';
import { sampleKey } from '../../core/sample-key.ts';
import { sampleSecrets, secretOf } from '../../core/sample-secrets.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 5, 15, 12, 0, seconds));
const secondsAt = (seconds: number) => at(seconds).getTime() / 1000;
const accountId = 'A'.repeat(12);
const keyId = 'k'.repeat(12);

// The names here are those that tables in use have: they must not change with the code's.
it('stores a key under the names that it has always had', () => {
  const key = sampleKey({ createdAt: at(0), updatedAt: at(0) });
  const plain = {
    pk: accountId,
    sk: `KEY#${keyId}`,
    name: 'Sample',
    digest: 'a hash',
    createdAtMs: at(0).getTime(),
    updatedAtMs: at(0).getTime(),
    version: 1,
  };
  expect(toNewKeyItem(key, 'a hash')).toEqual(plain);
  expect(toKey(plain)).toEqual(key);
  const flags = { isDefault: true, selfRotation: true } as const;
  const managing = { access: 'write', createdBy: 'm'.repeat(12) } as const;
  const dates = { expiresAt: at(9), noticeAt: at(8), accessSince: at(1) };
  const full = { ...key, ...flags, ...managing, ...dates, description: 'd' };
  const item = toNewKeyItem(full, 'a hash');
  expect(item).toEqual({
    ...plain,
    ...flags,
    ...managing,
    accessSinceMs: at(1).getTime(),
    description: 'd',
    expiresAt: secondsAt(9),
    noticeAt: secondsAt(8),
    noticeShard: noticeShard(accountId),
  });
  expect(toKey(item)).toEqual(full);
  const postponed = { ...item, owedSince: secondsAt(7), noticeTries: 2 };
  expect(toKey(postponed)).toEqual({ ...full, owedSince: at(7), noticeTries: 2 });
});

it('stores the secrets of a key under the names that they have always had', () => {
  const item = { ...toNewKeyItem(sampleKey(), 'hash 1') };
  expect(toSecrets(item)).toEqual(sampleSecrets());
  const rotation = { startedAt: at(1), overlapSeconds: 60 };
  const pending = sampleSecrets({ next: secretOf(2), old: { ...secretOf(3), endsAt: null }, rotation });
  const attributes = {
    digest: 'hash 1',
    secretNo: 1,
    newDigest: 'hash 2',
    newSecretNo: 2,
    oldDigest: 'hash 3',
    oldSecretNo: 3,
    oldSecretUntil: undefined,
    rotatedAtMs: at(1).getTime(),
    overlapSeconds: 60,
  };
  expect(toSecretAttributes(pending)).toEqual(attributes);
  const { oldSecretUntil: _, ...stored } = attributes;
  expect(toSecrets({ ...item, ...stored })).toEqual(pending);
  const overlap = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: at(9) }, rotation });
  const overlapping = toSecretAttributes(overlap);
  expect(overlapping).toMatchObject({
    newDigest: undefined,
    newSecretNo: undefined,
    oldSecretUntil: secondsAt(9),
  });
  expect(toSecrets({ ...item, ...(overlapping as KeyItem) })).toEqual(overlap);
  expect(toKey({ ...item, ...stored }).rotation).toMatchObject({ ...rotation, oldSecretEndsAt: null });
  const byItself = sampleSecrets({
    ...overlap,
    rotation: { ...rotation, byKey: { from: '203.0.113.0/24' } },
  });
  const named = toSecretAttributes(byItself);
  expect(named).toMatchObject({ rotatedByKey: true, rotatedFrom: '203.0.113.0/24' });
  expect(toSecrets({ ...item, ...(named as KeyItem) })).toEqual(byItself);
});

it('stores the longest key in one read unit: 4,096 bytes', () => {
  const longest = '𝔸';
  const no = 999_999_999;
  const key = sampleKey({
    name: longest.repeat(nameLengthLimit),
    description: longest.repeat(descriptionLengthLimit),
    isDefault: true,
    selfRotation: true,
    access: 'write',
    accessSince: at(0),
    createdBy: 'm'.repeat(12),
    expiresAt: at(0),
    noticeAt: at(0),
  });
  const hash = hashSecret('secret');
  const counts = { calls: 1e12, refused: 1e12 };
  const today = usageDay(at(0));
  const item: KeyItem = {
    ...toNewKeyItem(key, hash, {
      bodyHash: 'b'.repeat(22),
      suspendedAt: secondsAt(0),
      suspensionNo: Number.MAX_SAFE_INTEGER,
    }),
    ...(toSecretAttributes(
      sampleSecrets({
        current: { no, hash },
        next: { no, hash },
        old: { no, hash, endsAt: at(0) },
        rotation: {
          startedAt: at(0),
          overlapSeconds: longestOverlapSeconds,
          byKey: { from: '2001:db8:1111::/48' },
        },
      }),
    ) as Partial<KeyItem>),
    leakedAt: secondsAt(0),
    owedSince: secondsAt(0),
    noticeTries: no,
    version: Number.MAX_SAFE_INTEGER,
    secretUse: Array(3)
      .fill(`${no}:${secondsAt(0)}`)
      .join(),
    use: packUse({
      lastUsedAt: at(0),
      lastUsedFrom: '2001:db8:1::/48',
      lastRefusedAt: at(0),
      recent: new Map(Array.from({ length: recentDays }, (_, index) => [today - index, counts])),
    }),
  };
  // Some hundred bytes are left for what a key will have besides.
  expect(sizeOf(item)).toBeLessThan(4096 - 500);
});

/** In bytes, as DynamoDB counts an item: the names, texts in UTF-8, a number at most 21. */
const sizeOf = (item: KeyItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => {
    const size =
      typeof value === 'string'
        ? Buffer.byteLength(value)
        : value instanceof Uint8Array
          ? value.length
          : typeof value === 'number'
            ? 21
            : 1;
    return sum + Buffer.byteLength(name) + size;
  }, 0);
