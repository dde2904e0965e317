import fc from 'fast-check';
import { packUse, unpackUse } from '../../../lambdas/adapters/table/key-use-attribute.ts';
import { type KeyUse, neverUsed } from '../../../lambdas/core/key-use.ts';
import { usageDay } from '../../../lambdas/core/usage-day.ts';

const now = new Date('2027-03-31T12:00:00Z');
const today = usageDay(now);
const week = (calls: number, refused: number) =>
  new Map(Array.from({ length: 8 }, (_, index) => [today - 7 + index, { calls, refused }]));

it('comes back whole', () => {
  const instant = fc.option(
    fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
  );
  const count = fc.oneof(fc.nat(200), fc.nat(20_000), fc.maxSafeNat());
  const anyUse: fc.Arbitrary<KeyUse> = fc
    .record({
      lastUsedAt: instant,
      lastUsedFrom: fc.constantFrom(null, '203.0.113.0/24', '2001:db8::/48', '::/48'),
      lastRefusedAt: instant,
      counts: fc.array(fc.record({ calls: count, refused: count }), { minLength: 8, maxLength: 8 }),
    })
    .map(({ counts, ...parts }) => ({
      ...parts,
      recent: new Map(
        counts
          .map(({ calls, refused }) => ({ calls, refused: parts.lastRefusedAt ? refused : 0 }))
          .map((each, index) => [today - 7 + index, each] as const)
          .filter(([, { calls, refused }]) => calls + refused > 0),
      ),
    }));
  fc.assert(
    fc.property(anyUse, (use) => {
      expect(unpackUse(packUse(use))).toEqual(use);
    }),
  );
});

it('stays small: that of 100 keys in daily use is one read unit', () => {
  const use = {
    lastUsedAt: now,
    lastUsedFrom: '203.0.113.0/24',
    lastRefusedAt: null,
    recent: week(16_383, 0),
  };
  expect('use'.length + packUse(use).length).toBeLessThanOrEqual(40);
});

it('is never longer than 120 bytes', () => {
  const use = {
    lastUsedAt: now,
    lastUsedFrom: '2001:db8:1::/48',
    lastRefusedAt: now,
    recent: week(999_999_999, 999_999_999),
  };
  expect(packUse(use).length).toBeLessThanOrEqual(120);
});

it('is absent from a key that was never used, and of no other format', () => {
  expect(unpackUse(undefined)).toBe(neverUsed);
  expect(unpackUse(packUse(neverUsed))).toEqual(neverUsed);
  expect(() => unpackUse(Uint8Array.from([2, 0, 0, 0]))).toThrow('unknown format');
});

// The bytes that tables in use have.
it('is stored as it has always been', () => {
  const use = {
    lastUsedAt: new Date('2027-03-31T11:59:58Z'),
    lastUsedFrom: '203.0.113.0/24',
    lastRefusedAt: null,
    recent: new Map([
      [today - 2, { calls: 300, refused: 0 }],
      [today, { calls: 7, refused: 0 }],
    ]),
  };
  expect(Buffer.from(packUse(use)).toString('hex')).toBe('01bed5b3dd0600aca3010700ac020000000000cb0071');
});
