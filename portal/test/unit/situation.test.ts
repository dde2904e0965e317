import type { Key } from '../../src/api/types.ts';
import { recentEvents } from '../../src/dashboard/activity.ts';
import { headingFor, introFor } from '../../src/dashboard/heading.ts';
import { situationOf } from '../../src/dashboard/situation.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2026-12-08T15:11:00Z');
const day = 86_400_000;
const keyOf = (name: string, days: number | null) =>
  keyWith({
    accessKey: name,
    name,
    createdAt: '2026-01-01T00:00:00Z',
    expiresAt: days === null ? null : new Date(now + days * day).toISOString(),
  });
const say = (...keys: Key[]) => {
  const situation = situationOf(keys, [30, 7, 1], now);
  return [headingFor(situation, [30, 7, 1]), introFor(situation, now, 'UTC')];
};
const time = 'Tuesday 8 December at 15:11 UTC';

describe('the heading of the Dashboard', () => {
  it('says that all is well, and what comes next', () => {
    expect(say(keyOf('CI', 68), keyOf('Web', 87), keyOf('Relay', null))).toEqual([
      'All 3 keys are working',
      `Next expiry: CI, on 14 Feb 2027. ${time}`,
    ]);
    expect(say(keyOf('Relay', null))).toEqual([
      'Your key is working',
      `No key has an expiration date. ${time}`,
    ]);
    expect(say()).toEqual(['No API keys yet', time]);
  });

  it('counts the keys that expire within the longest lead time', () => {
    expect(say(keyOf('A', 30), keyOf('B', 4), keyOf('C', 31))).toEqual([
      '2 keys expire within 30 days',
      `All 3 keys work now. ${time}`,
    ]);
    expect(say(keyOf('A', 1))[0]).toBe('1 key expires within 30 days');
  });

  it('names a key that has expired on the very instant, counts from two on, and says what still works', () => {
    expect(say(keyOf('Checkout', 0))).toEqual(['Checkout has expired', `No other key works. ${time}`]);
    expect(say(keyOf('Checkout', -1), keyOf('A', 4), keyOf('B', null))).toEqual([
      'Checkout has expired',
      `2 other keys work; 1 of them expires soon. ${time}`,
    ]);
    expect(say(keyOf('A', -1), keyOf('B', -2), keyOf('C', null))).toEqual([
      '2 keys have expired',
      `1 other key works. ${time}`,
    ]);
  });
});

describe('recent activity', () => {
  it('gathers what happened at once, newest first', () => {
    const sent = ['A', 'B'].map((name) => ({
      at: '2026-12-08T14:00:00Z',
      accessKey: name,
      name,
      kind: 'expiring' as const,
      leadDays: 7,
      delivered: true,
      expiresAt: '2026-12-15T15:11:00Z',
      outcome: 'sent' as const,
      to: [],
    }));
    const keys = [keyOf('A', 7), keyOf('B', 7), keyOf('Gone', -1)];
    expect(
      recentEvents(keys, sent, now, 5).map(({ kind, keys }) => [kind, ...keys.map(({ name }) => name)]),
    ).toEqual([
      ['emailed', 'A', 'B'],
      ['expired', 'Gone'],
      ['created', 'A', 'B', 'Gone'],
    ]);
    expect(recentEvents(keys, sent, now, 1)).toHaveLength(1);
  });
});
