import type { Key } from '../../lambdas/core/key.ts';
import { type Counting, type KeyUse, neverUsed } from '../../lambdas/core/key-use.ts';
import { judgeNoticeUse, sortByUrgency } from '../../lambdas/core/notice-use.ts';
import { usageDay } from '../../lambdas/core/usage-day.ts';
import { sampleKey } from './sample-key.ts';

const now = new Date('2027-03-31T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
const known: Counting = { startedAt: ago(400), asOf: now };
const second = 1 / 86_400;

const keyOf = (expiredDaysAgo: number, use: Partial<KeyUse> = {}, parts: Partial<Key> = {}) => ({
  ...sampleKey({ createdAt: ago(300), use: { ...neverUsed, ...use }, ...parts }),
  expiresAt: ago(expiredDaysAgo),
});
const refused = (count: number, day = 0) => ({
  lastRefusedAt: ago(day),
  recent: new Map([[usageDay(ago(day)), { calls: 0, refused: count }]]),
});

describe('the need of a key that a notice is about', () => {
  it.each<[string, number, Partial<KeyUse>, Counting]>([
    ['still_called', 2, { lastRefusedAt: ago(1) }, known],
    ['still_called', 2, { lastRefusedAt: ago(1) }, null],
    // Its calls of after the expiry are not in the log yet.
    ['in_use', 0, { lastUsedAt: ago(second) }, known],
    ['in_use', 1 - second, { lastUsedAt: ago(3) }, known],
    ['in_use', 2, { lastUsedAt: ago(3) }, { startedAt: ago(400), asOf: ago(1.5) }],
    // A day without a refusal: nothing calls it any more.
    ['quiet', 1, { lastUsedAt: ago(3) }, known],
    ['unknown', 2, { lastUsedAt: ago(3) }, { startedAt: ago(400), asOf: ago(0.5) }],
    ['in_use', -7, { lastUsedAt: ago(7 - second) }, null],
    ['quiet', -7, { lastUsedAt: ago(7) }, known],
    ['quiet', 2, { lastUsedAt: ago(8), lastRefusedAt: ago(4) }, known],
    ['quiet', -7, {}, known],
    ['unknown', -7, {}, null],
    ['unknown', 1, { lastUsedAt: ago(8) }, { startedAt: ago(400), asOf: ago(0.1) }],
    ['unknown', -7, {}, { startedAt: ago(29), asOf: now }],
  ])('is %s, expired %d days ago, with %j, when counted as %j', (need, expired, use, counting) => {
    expect(judgeNoticeUse(keyOf(expired, use), counting, now).need).toBe(need);
  });
});

it('puts keys that are still called first, then keys in use, then those not known of, then quiet ones', () => {
  const keys = {
    'expired, many refusals': keyOf(1, refused(312)),
    'expired, few refusals, long ago': keyOf(6, refused(3)),
    'expired, few refusals': keyOf(5, refused(3)),
    'expired just now, in use': keyOf(0, { lastUsedAt: ago(second) }),
    'in use, soon': keyOf(-1, { lastUsedAt: ago(1) }),
    'in use, later': keyOf(-7, { lastUsedAt: ago(0.1) }),
    'not known of, expired': keyOf(2, {}, { createdAt: ago(500) }),
    'not known of': keyOf(-2, {}, { createdAt: ago(500) }),
    'quiet, expired': keyOf(3, { lastUsedAt: ago(20) }),
    'never used': keyOf(-1),
    'quiet, later': keyOf(-7, { lastUsedAt: ago(20) }),
  };
  const names = Object.keys(keys);
  const notices = Object.entries(keys).map(([name, key]) => ({
    name,
    key,
    kind: 'expired' as const,
    leadDays: null,
  }));
  const counting = { startedAt: ago(29), asOf: now };
  const recent = notices.map(({ name, key, ...fact }) => ({
    ...fact,
    name,
    // What was made since counting began is known from its first day.
    key: name.startsWith('not known') ? key : { ...key, createdAt: ago(29) },
  }));
  for (const shuffled of [recent, recent.toReversed()])
    expect(sortByUrgency(shuffled, counting, now).map(({ name }) => name)).toEqual(names);
});
