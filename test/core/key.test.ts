import { keyStatus, selectNotices, viewKey } from '../../lambdas/core/key.ts';
import { sampleKey } from './sample-key.ts';

const leadDays = [30, 7, 1];
const now = new Date('2026-06-15T12:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const day = 86_400;

describe('status', () => {
  it.each([
    ['active', null],
    ['active', at(30 * day + 1)],
    ['expiring', at(30 * day)],
    ['expiring', at(1)],
    ['expired', at(0)],
    ['expired', at(-1)],
  ])('is %s for the expiration date %s', (status, expiresAt) => {
    expect(keyStatus(expiresAt, leadDays, now)).toBe(status);
  });

  it('turns to expired on the very instant, not a millisecond before', () => {
    expect(keyStatus(new Date(now.getTime() + 1), leadDays, now)).toBe('expiring');
    expect(keyStatus(now, leadDays, now)).toBe('expired');
  });

  it('goes by the longest lead time, in whatever order they stand', () => {
    expect(keyStatus(at(20 * day), [1, 30, 7], now)).toBe('expiring');
    expect(keyStatus(at(20 * day), [7], now)).toBe('active');
  });
});

describe('view', () => {
  it('shows the documented fields and no others', () => {
    const key = sampleKey({
      name: 'Ключ',
      expiresAt: at(0),
      createdAt: new Date('2026-01-01T00:00:00.999Z'),
    });
    expect(viewKey(key, leadDays, null, now)).toEqual({
      accessKey: 'AAAAAAAAAAAAkkkkkkkkkkkk',
      name: 'Ключ',
      description: null,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
      expiresAt: '2026-06-15T12:00:00Z',
      status: 'expired',
      default: false,
      rotation: null,
      selfRotation: false,
      leakedAt: null,
      access: 'none',
      createdBy: null,
      lastUsedAt: null,
      lastRefusedAt: null,
      use: { verdict: 'unknown', callsLast7Days: 0, refusedLast7Days: 0, since: null, asOf: null },
    });
  });
});

describe('banner', () => {
  it('holds every expired and expiring key, the most urgent first, and no other', () => {
    const keys = [
      sampleKey({ keyId: 'never' }),
      sampleKey({ keyId: 'soon', expiresAt: at(day) }),
      sampleKey({ keyId: 'far', expiresAt: at(31 * day) }),
      sampleKey({ keyId: 'later', expiresAt: at(20 * day) }),
      sampleKey({ keyId: 'long-gone', expiresAt: at(-300 * day) }),
      sampleKey({ keyId: 'just-gone', expiresAt: at(0) }),
    ];
    const { expired, expiring } = selectNotices(keys, leadDays, null, now);
    expect(expired.map((key) => key.accessKey)).toEqual(['AAAAAAAAAAAAjust-gone', 'AAAAAAAAAAAAlong-gone']);
    expect(expiring.map((key) => key.accessKey)).toEqual(['AAAAAAAAAAAAsoon', 'AAAAAAAAAAAAlater']);
  });
});
