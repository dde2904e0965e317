import {
  anyLifetime,
  implicitExpiry,
  latestExpiry,
  requireAllowed,
} from '../../lambdas/core/lifetime-policy.ts';

const policy = { maxLifetimeDays: 90, defaultLifetimeDays: 30, neverAllowed: false };
const at = (now: string, timeZone = 'UTC') => ({ now: new Date(now), timeZone });

describe('the latest date', () => {
  it.each([
    ['2026-06-15T00:00:00Z', 'UTC', '2026-09-14T00:00:00Z'],
    ['2026-06-15T23:59:59Z', 'UTC', '2026-09-14T00:00:00Z'],
    // In Tokyo it is the 16th by then.
    ['2026-06-15T15:00:00Z', 'Asia/Tokyo', '2026-09-14T15:00:00Z'],
    ['2026-06-15T03:00:00Z', 'America/New_York', '2026-09-13T04:00:00Z'],
    // Summer time ends in between.
    ['2026-09-15T12:00:00Z', 'Europe/Berlin', '2026-12-14T23:00:00Z'],
  ])('set at %s in %s is the end of the last day there', (now, timeZone, latest) => {
    expect(latestExpiry(policy, at(now, timeZone))).toEqual(new Date(latest));
  });

  it('may be set, and one second more may not; the refusal names it', () => {
    const context = at('2026-06-15T12:00:00Z', 'Europe/Berlin');
    expect(() => requireAllowed(new Date('2026-09-13T22:00:00Z'), policy, context)).not.toThrow();
    expect(() => requireAllowed(new Date('2026-09-13T22:00:01Z'), policy, context)).toThrow(
      expect.objectContaining({
        code: 'lifetime_too_long',
        detail: expect.stringMatching(/90 days.* 2026-09-13 \(until 2026-09-13T22:00:00Z\)/),
        errors: [{ field: 'expiresAt', detail: 'must be 2026-09-13 or earlier' }],
      }),
    );
  });

  it('does not exist without a longest lifetime', () => {
    const context = at('2026-06-15T12:00:00Z');
    expect(latestExpiry(anyLifetime, context)).toBeNull();
    expect(() => requireAllowed(new Date('9999-12-31T00:00:00Z'), anyLifetime, context)).not.toThrow();
  });
});

describe('a key without a date', () => {
  const context = at('2026-06-15T12:00:00Z');

  it.each([
    ['never expires where that is allowed', { ...policy, neverAllowed: true }, null],
    ['never expires where nothing is set', anyLifetime, null],
    ['gets the default lifetime elsewhere', policy, '2026-07-16T00:00:00Z'],
    ['gets the longest without a default', { ...policy, defaultLifetimeDays: null }, '2026-09-14T00:00:00Z'],
    ['gets the default without a longest', { ...policy, maxLifetimeDays: null }, '2026-07-16T00:00:00Z'],
  ])('%s', (_, given, expected) => {
    expect(implicitExpiry(given, context)).toEqual(expected && new Date(expected));
  });
});
