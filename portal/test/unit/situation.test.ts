import type { Key } from '../../src/api/types.ts';
import { recentEvents } from '../../src/dashboard/activity.ts';
import { attentionOf } from '../../src/dashboard/attention.ts';
import { headingFor, introFor } from '../../src/dashboard/heading.ts';
import { situationOf } from '../../src/dashboard/situation.ts';
import { isUnusedFor } from '../../src/use/standing.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2026-12-08T15:11:00Z');
const day = 86_400_000;
const keyOf = (name: string, days: number | null, use: Partial<Key['use']> = {}) =>
  keyWith({
    accessKey: name,
    name,
    createdAt: '2026-01-01T00:00:00Z',
    expiresAt: days === null ? null : new Date(now + days * day).toISOString(),
    status: days === null || days > 30 ? 'active' : 'expiring',
    use: {
      verdict: 'unknown',
      callsLast7Days: 0,
      refusedLast7Days: 0,
      since: '2026-01-01T00:00:00Z',
      asOf: new Date(now).toISOString(),
      ...use,
    },
  });
const refusing = (name: string, refusedLast7Days: number) =>
  keyOf(name, -1, { verdict: 'still_called', refusedLast7Days });
const idle = (name: string) => keyOf(name, -1, { verdict: 'quiet' });
const say = (...keys: Key[]) => {
  const situation = situationOf(keys, now);
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

  it('has no alarm for expired keys that nothing calls', () => {
    expect(say(keyOf('CI', 68), keyOf('Relay', null), idle('Old'))).toEqual([
      '2 keys are working',
      `Next expiry: CI, on 14 Feb 2027. 1 more key has expired and gets no calls. ${time}`,
    ]);
    expect(say(keyOf('Relay', null), idle('Old'))[0]).toBe('1 key is working');
    expect(say(idle('Old'), idle('Older'))).toEqual([
      'No key is working',
      `2 keys have expired and get no calls. ${time}`,
    ]);
  });

  it('counts the keys that expire within the longest lead time', () => {
    expect(say(keyOf('A', 30), keyOf('B', 4), keyOf('C', 31))).toEqual([
      '2 keys expire within 30 days',
      `All 3 keys work now. ${time}`,
    ]);
    expect(say(keyOf('A', 1))[0]).toBe('1 key expires within 30 days');
    expect(say(keyOf('A', 30), keyOf('B', null), idle('Old'))[1]).toBe(`2 keys work now. ${time}`);
  });

  it('names a key whose calls are refused, counts from two on, and says what still works', () => {
    expect(say(refusing('Checkout', 5))).toEqual([
      'Calls using Checkout are being refused',
      `No other key works. ${time}`,
    ]);
    expect(say(refusing('Checkout', 5), idle('Old'), keyOf('A', 4), keyOf('B', null))).toEqual([
      'Calls using Checkout are being refused',
      `2 other keys work; 1 of them expires soon. ${time}`,
    ]);
    expect(say(refusing('A', 5), refusing('B', 1), keyOf('C', null))).toEqual([
      '2 keys are refusing calls',
      `1 other key works. ${time}`,
    ]);
  });

  it('says only that a key has expired, from the very instant, while nobody knows whether it is called', () => {
    expect(say(keyOf('Checkout', 0))).toEqual(['Checkout has expired', `No other key works. ${time}`]);
    expect(say(keyOf('A', -1), keyOf('B', -2), keyOf('C', null))[0]).toBe('2 keys have expired');
    // In use to the end: its refused calls may not be counted yet.
    const cutOff = (hours: number) => keyOf('A', -hours / 24, { verdict: 'quiet', callsLast7Days: 900 });
    expect(say(cutOff(23), keyOf('B', null))[0]).toBe('A has expired');
    expect(say(cutOff(24), keyOf('B', null))[0]).toBe('1 key is working');
    // Counted only up to before it expired.
    const asOf = new Date(now - 60_000).toISOString();
    expect(say(keyOf('A', 0, { verdict: 'unused', asOf }), keyOf('B', null))[0]).toBe('A has expired');
  });
});

describe('the keys that need attention', () => {
  it('come in the order in which they hurt: refused, expired, expiring and in use, expiring and quiet', () => {
    const keys = [
      idle('idle'),
      keyOf('lasting', null),
      keyOf('quiet', 2, { verdict: 'quiet' }),
      keyOf('never used', 1, { verdict: 'unused' }),
      keyOf('in use, later', 9, { verdict: 'in_use' }),
      keyOf('not known, sooner', 5),
      keyOf('expired', -2),
      refusing('a few', 3),
      refusing('many', 300),
    ];
    const { rows, idle: count } = attentionOf(keys, now);
    expect(rows.map(({ name }) => name)).toEqual([
      'many',
      'a few',
      'expired',
      'not known, sooner',
      'in use, later',
      'never used',
      'quiet',
    ]);
    expect(count).toBe(1);
  });
});

describe('an unused key', () => {
  const since = (days: number) => new Date(now - days * day).toISOString();
  const isUnused = (fields: Partial<Key>, use: Partial<Key['use']>) =>
    isUnusedFor(90, { ...keyOf('A', null, use), ...fields }, now);
  it('works, and was watched for as long without a call', () => {
    const watched = { since: since(90) };
    expect(isUnused({}, { verdict: 'unused', ...watched })).toBe(true);
    expect(isUnused({ lastUsedAt: since(90) }, { verdict: 'quiet', ...watched })).toBe(true);
    expect(isUnused({ lastUsedAt: since(89) }, { verdict: 'quiet', ...watched })).toBe(false);
    expect(isUnused({}, { verdict: 'unused', since: since(89) })).toBe(false);
    expect(isUnused({}, { verdict: 'unknown', ...watched })).toBe(false);
    expect(isUnused({ expiresAt: since(1) }, { verdict: 'unused', ...watched })).toBe(false);
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
