import { parseExpiry } from '../../lambdas/core/expiry-date.ts';
import { acceptExpiry, findExpiryErrors } from '../../lambdas/core/expiry-edit.ts';
import { anyLifetime } from '../../lambdas/core/lifetime-policy.ts';

const now = new Date('2026-06-15T12:00:00Z');
const context = { timeZone: 'UTC', now, policy: anyLifetime };
const accept = (text: string, given: Parameters<typeof acceptExpiry>[1]) =>
  acceptExpiry(parseExpiry(text), given);

describe('accepting an expiration date', () => {
  it('accepts any instant after now, and null for never', () => {
    expect(accept('2026-06-15T12:00:01Z', context)).toEqual(new Date('2026-06-15T12:00:01Z'));
    expect(accept('2026-06-15', context)).toEqual(new Date('2026-06-16T00:00:00Z'));
    expect(acceptExpiry(null, context)).toBeNull();
  });

  it.each(['2026-06-15T12:00:00Z', '2026-06-15T12:00:00.999Z', '2020-01-01', '2026-06-14'])(
    'refuses %s, which is not after now',
    (text) => {
      expect(() => accept(text, context)).toThrow(
        expect.objectContaining({
          code: 'expires_in_past',
          errors: [{ field: 'expiresAt', detail: 'must lie in the future' }],
        }),
      );
    },
  );

  it('accepts a past date that the key already has: it is not a new one', () => {
    const current = new Date('2026-01-01T00:00:00Z');
    expect(accept('2026-01-01T00:00:00Z', { ...context, current })).toEqual(current);
    expect(() => accept('2026-01-02T00:00:00Z', { ...context, current })).toThrow();
    expect(() => accept('2026-01-02T00:00:00Z', { ...context, current: null })).toThrow();
  });
});

describe('where the operator limits lifetimes', () => {
  const policy = { maxLifetimeDays: 90, defaultLifetimeDays: null, neverAllowed: false };
  const limited = { ...context, policy };
  const latest = new Date('2026-09-14T00:00:00Z');

  it('takes no date beyond the longest, and gives one that was left out', () => {
    expect(accept('2026-09-13', limited)).toEqual(latest);
    expect(() => accept('2026-09-14', limited)).toThrow(
      expect.objectContaining({ code: 'lifetime_too_long' }),
    );
    expect(acceptExpiry(null, limited)).toEqual(latest);
  });

  it('leaves a key the date that it has, or that it has none', () => {
    const current = new Date('2030-01-01T00:00:00Z');
    expect(accept('2030-01-01T00:00:00Z', { ...limited, current })).toEqual(current);
    expect(acceptExpiry(null, { ...limited, current: null })).toBeNull();
    expect(acceptExpiry(null, { ...limited, current })).toEqual(latest);
    expect(() => accept('2029-01-01', { ...limited, current })).toThrow(
      expect.objectContaining({ code: 'lifetime_too_long' }),
    );
  });
});

describe('a wrong date beside other errors', () => {
  it('is named with them, unless it may still lie ahead somewhere', () => {
    const fault = [{ field: 'expiresAt', detail: 'must lie in the future' }];
    expect(findExpiryErrors({ expiresAt: '2020-01-01' }, anyLifetime, now)).toEqual(fault);
    expect(findExpiryErrors({ expiresAt: '2026-06-15T12:00:00Z' }, anyLifetime, now)).toEqual(fault);
    expect(
      findExpiryErrors({ expiresAt: '2026-06-14' }, anyLifetime, new Date('2026-06-15T11:59:59Z')),
    ).toEqual([]);
    for (const body of [
      null,
      [],
      'x',
      {},
      { expiresAt: null },
      { expiresAt: 'x' },
      { expiresAt: '2099-01-01' },
    ]) {
      expect(findExpiryErrors(body, anyLifetime, now)).toEqual([]);
    }
  });

  it('is named with them when it is beyond the longest lifetime in every zone', () => {
    const policy = { maxLifetimeDays: 10, defaultLifetimeDays: null, neverAllowed: true };
    const find = (expiresAt: string) => findExpiryErrors({ expiresAt }, policy, now);
    expect(find('2026-06-28')).toEqual([{ field: 'expiresAt', detail: 'must lie within 10 days' }]);
    expect(find('2026-06-26')).toEqual([]);
  });
});
