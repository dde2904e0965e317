import { parseExpiry } from '../../lambdas/core/expiry-date.ts';
import { acceptExpiry, findPastExpiry } from '../../lambdas/core/expiry-edit.ts';

const now = new Date('2026-06-15T12:00:00Z');
const context = { timeZone: 'UTC', now };
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

describe('a past date beside other errors', () => {
  it('is named with them, unless it may still lie ahead somewhere', () => {
    const fault = [{ field: 'expiresAt', detail: 'must lie in the future' }];
    expect(findPastExpiry({ expiresAt: '2020-01-01' }, now)).toEqual(fault);
    expect(findPastExpiry({ expiresAt: '2026-06-15T12:00:00Z' }, now)).toEqual(fault);
    expect(findPastExpiry({ expiresAt: '2026-06-14' }, new Date('2026-06-15T11:59:59Z'))).toEqual([]);
    for (const body of [
      null,
      [],
      'x',
      {},
      { expiresAt: null },
      { expiresAt: 'x' },
      { expiresAt: '2099-01-01' },
    ]) {
      expect(findPastExpiry(body, now)).toEqual([]);
    }
  });
});
