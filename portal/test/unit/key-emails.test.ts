import type { SentNotice } from '../../src/api/types.ts';
import { emailsOf, lifeOf } from '../../src/keys/key-emails.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-01-10T12:00:00Z');
const key = keyWith({
  createdAt: '2026-12-01T00:00:00Z',
  expiresAt: '2027-01-16T00:00:00Z',
  status: 'expiring',
});
const account = { noticeLeadDays: [30, 7, 1], leadTimeMails: true };
const sent = {
  accessKey: key.accessKey,
  at: '2027-01-09T00:05:00Z',
  kind: 'expiring',
  leadDays: 7,
  expiresAt: '2027-01-16T00:00:00Z',
  delivered: true,
} as SentNotice;
const described = (log: readonly SentNotice[], settings = account) =>
  emailsOf(key, settings, log, now).map(({ leadDays, isSent }) => [leadDays, isSent]);

test('shows emails that were sent, and those that are to come, but none that is only likely', () => {
  expect(described([sent])).toEqual([
    [7, true],
    [1, false],
    [0, false],
  ]);
  // Of another date, of another key, or one that never arrived.
  const others = [
    { ...sent, expiresAt: '2027-01-15T00:00:00Z' },
    { ...sent, accessKey: 'other' },
    { ...sent, delivered: false },
  ];
  expect(described(others)).toEqual([
    [1, false],
    [0, false],
  ]);
  expect(described([], { ...account, leadTimeMails: false })).toEqual([[0, false]]);
});

test('a line shows the time of warnings once that has begun, and until then all of the life', () => {
  const soon = lifeOf(key, [30, 7, 1], now);
  expect([soon(Date.parse('2026-12-17T00:00:00Z')), soon(now) > 80, soon(now) < 85]).toEqual([0, true, true]);
  const whole = lifeOf({ ...key, expiresAt: '2027-12-01T00:00:00Z' }, [30, 7, 1], now);
  expect([whole(Date.parse(key.createdAt)), whole(now) > 10, whole(now) < 12]).toEqual([0, true, true]);
});
