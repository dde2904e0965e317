import { mostAtStakeFirst, stakeOf } from '../../src/keys/use-at-stake.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-05-20T12:00:00Z');
const use = { callsLast7Days: 0, refusedLast7Days: 0, since: null, asOf: null };
const inUse = keyWith({ name: 'in use', use: { ...use, verdict: 'in_use', callsLast7Days: 3 } });
const stillCalled = keyWith({ use: { ...use, verdict: 'still_called', refusedLast7Days: 3 } });
const unwatched = keyWith({ name: 'unknown' });
const quiet = keyWith({ name: 'quiet', use: { ...use, verdict: 'quiet' } });
const unused = keyWith({ name: 'unused', use: { ...use, verdict: 'unused' } });

test('a key is at stake while something calls it or is refused, and nobody’s silence is proof', () => {
  expect([inUse, stillCalled, unwatched, quiet, unused].map((key) => stakeOf(key, now))).toEqual([
    'in-use',
    'in-use',
    'unknown',
    'none',
    'none',
  ]);
  // Refused for another reason than its expiry: the verdict says nothing of it.
  expect(stakeOf({ ...quiet, lastRefusedAt: '2027-05-20T10:00:00Z' }, now)).toBe('in-use');
});

test('names the keys in use first, then those that may be', () => {
  const order = mostAtStakeFirst([unused, unwatched, quiet, inUse], now).map(({ name }) => name);
  expect(order).toEqual(['in use', 'unknown', 'unused', 'quiet']);
});
