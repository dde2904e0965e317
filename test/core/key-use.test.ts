import fc from 'fast-check';
import { type Counting, type KeyUse, mergeUse, neverUsed, viewUse } from '../../lambdas/core/key-use.ts';
import { usageDay } from '../../lambdas/core/usage-day.ts';

const now = new Date('2027-03-31T12:00:00Z');
const dayMs = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * dayMs);
const use = (parts: Partial<KeyUse> = {}): KeyUse => ({ ...neverUsed, ...parts });
const known: Counting = { startedAt: ago(400), asOf: now };
const second = 1 / 86_400;

const verdict = (
  parts: Partial<KeyUse>,
  key: { createdAt?: Date; expiresAt?: Date | null } = {},
  counting: Counting = known,
) => viewUse({ createdAt: ago(300), expiresAt: null, use: use(parts), ...key }, counting, now).use.verdict;

describe('the verdict', () => {
  it.each<[string, Partial<KeyUse>, Date | null]>([
    ['in_use', { lastUsedAt: now }, null],
    ['in_use', { lastUsedAt: ago(7 - second) }, null],
    ['quiet', { lastUsedAt: ago(7) }, null],
    ['unused', {}, null],
    // A refusal of before its date was extended.
    ['unused', { lastRefusedAt: ago(1) }, null],
    ['in_use', { lastUsedAt: ago(1) }, ago(-1)],
    ['still_called', { lastUsedAt: ago(3), lastRefusedAt: ago(1) }, ago(2)],
    ['still_called', { lastRefusedAt: ago(2) }, ago(2)],
    // Expired on this very instant, and used until then.
    ['quiet', { lastUsedAt: ago(second) }, now],
    // Refused before it was restored, and expired again since.
    ['quiet', { lastUsedAt: ago(3), lastRefusedAt: ago(4) }, ago(2)],
    ['quiet', { lastUsedAt: ago(30), lastRefusedAt: ago(7) }, ago(20)],
    ['unused', { lastRefusedAt: ago(7) }, ago(20)],
    ['unused', {}, ago(20)],
  ])('is %s for %j of a key that expires at %s', (expected, parts, expiresAt) => {
    expect(verdict(parts, { expiresAt })).toBe(expected);
  });

  it.each<[string, Partial<KeyUse>, Date | null]>([
    ['unknown', {}, null],
    ['unknown', { lastUsedAt: ago(8) }, null],
    ['unknown', {}, ago(2)],
    ['in_use', { lastUsedAt: ago(1) }, null],
    ['still_called', { lastRefusedAt: ago(1) }, ago(2)],
  ])(
    'is %s for %j that expires at %s, when logs are known up to more than an hour ago',
    (expected, parts, expiresAt) => {
      expect(verdict(parts, { expiresAt }, { startedAt: ago(400), asOf: ago(61 / 1440) })).toBe(expected);
      expect(verdict(parts, { expiresAt }, null)).toBe(expected);
    },
  );

  it('takes an hour of silence for granted', () => {
    expect(verdict({}, {}, { startedAt: ago(400), asOf: ago(1 / 24) })).toBe('unused');
  });

  it.each([
    ['unknown', 300, 30 - second],
    ['unused', 300, 30],
    ['unused', 5, 5],
    ['unused', 4, 5],
    ['unknown', 6, 5],
  ])('is %s for a key of %d days when counting began %d days ago', (expected, age, counted) => {
    expect(verdict({}, { createdAt: ago(age) }, { startedAt: ago(counted), asOf: now })).toBe(expected);
  });
});

describe('the view', () => {
  const today = usageDay(now);
  const key = {
    createdAt: ago(300),
    expiresAt: null,
    use: use({
      lastUsedAt: ago(1),
      lastRefusedAt: ago(2),
      recent: new Map([
        [today - 8, { calls: 1000, refused: 1000 }],
        [today - 7, { calls: 100, refused: 0 }],
        [today - 1, { calls: 20, refused: 1 }],
        [today, { calls: 3, refused: 2 }],
      ]),
    }),
  };

  it('sums the days that the last 168 hours touch, so that no call of them is missing', () => {
    expect(viewUse(key, known, now)).toEqual({
      lastUsedAt: '2027-03-30T12:00:00Z',
      lastRefusedAt: '2027-03-29T12:00:00Z',
      use: {
        verdict: 'in_use',
        callsLast7Days: 123,
        refusedLast7Days: 3,
        since: '2026-06-04T12:00:00Z',
        asOf: '2027-03-31T12:00:00Z',
      },
    });
  });

  it('forgets days without any write having to happen', () => {
    expect(viewUse(key, known, ago(-6)).use).toMatchObject({ callsLast7Days: 23, refusedLast7Days: 3 });
    expect(viewUse(key, known, ago(-20)).use).toMatchObject({ callsLast7Days: 0, refusedLast7Days: 0 });
  });

  it('says since when was watched: since the key was made, or since counting began', () => {
    expect(viewUse(key, { startedAt: ago(3), asOf: now }, now).use.since).toBe('2027-03-28T12:00:00Z');
    expect(viewUse(key, null, now).use).toMatchObject({ since: null, asOf: null });
  });
});

describe('two accounts of the use of a key', () => {
  const day = usageDay(now);
  const instant = fc.option(fc.integer({ min: 0, max: 50 }).map((s) => new Date(now.getTime() + s * 1000)));
  const anyUse: fc.Arbitrary<KeyUse> = fc
    .record({
      lastUsedAt: instant,
      lastRefusedAt: instant,
      recent: fc
        .dictionary(
          fc.integer({ min: 0, max: 12 }).map(String),
          fc.record({ calls: fc.nat(9), refused: fc.nat(9) }),
        )
        .map((days) => new Map(Object.entries(days).map(([at, counts]) => [day + Number(at), counts]))),
    })
    // The network is a function of the call.
    .map((parts) => ({
      ...parts,
      lastUsedFrom: parts.lastUsedAt && `192.0.${parts.lastUsedAt.getUTCSeconds()}.0/24`,
    }));

  it('merge to the same in any order, however often', () => {
    fc.assert(
      fc.property(anyUse, anyUse, anyUse, (a, b, c) => {
        const all = mergeUse(mergeUse(a, b), c);
        expect(mergeUse(c, mergeUse(b, a))).toEqual(all);
        expect(mergeUse(all, b)).toEqual(all);
      }),
    );
  });

  it('go forward only, and keep the days of the window', () => {
    const recent = new Map(Array.from({ length: 12 }, (_, index) => [day + index, { calls: 1, refused: 0 }]));
    const merged = mergeUse(use({ lastUsedAt: now, recent }), use({ lastUsedAt: ago(1) }));
    expect(merged.lastUsedAt).toEqual(now);
    expect([...merged.recent.keys()]).toEqual(Array.from({ length: 8 }, (_, index) => day + 4 + index));
  });

  it('of a key that was never used stay empty', () => {
    expect(mergeUse(neverUsed, neverUsed)).toEqual(neverUsed);
  });
});
