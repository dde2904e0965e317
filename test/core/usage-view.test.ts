import { usageDay } from '../../lambdas/core/usage-day.ts';
import { type DayUsage, viewDays, viewListDays } from '../../lambdas/core/usage-view.ts';

const now = new Date('2027-03-01T00:00:00Z');
const today = usageDay(now);
const usage = (keyId: string, daysAgo: number, calls: number, refused = 0): DayUsage => ({
  keyId,
  day: today - daysAgo,
  counts: { calls, clientErrors: 1, serverErrors: 0, refused },
});

it('has an entry for each day, the oldest first, zeros included, and sums what it is given', () => {
  expect(
    viewDays([usage('a', 0, 2), usage('b', 0, 3, 4), usage('a', 2, 7), usage('a', 3, 9)], 3, now),
  ).toEqual([
    { date: '2027-02-27', calls: 7, clientErrors: 1, serverErrors: 0, refused: 0 },
    { date: '2027-02-28', calls: 0, clientErrors: 0, serverErrors: 0, refused: 0 },
    { date: '2027-03-01', calls: 5, clientErrors: 2, serverErrors: 0, refused: 4 },
  ]);
});

it('gives lists 30 days of each key, of one without calls as well', () => {
  const daysOf = viewListDays([usage('a', 29, 2), usage('b', 0, 3, 4)], now);
  expect(daysOf('a')[0]).toEqual({ date: '2027-01-31', calls: 2, refused: 0 });
  expect(daysOf('b').at(-1)).toEqual({ date: '2027-03-01', calls: 3, refused: 4 });
  for (const keyId of ['a', 'b', 'c']) expect(daysOf(keyId)).toHaveLength(30);
});
