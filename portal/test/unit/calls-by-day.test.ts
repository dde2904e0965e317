import { callsByDay, scaleFor, totalCalls } from '../../src/use/calls-by-day.ts';
import { countingStart } from '../../src/use/counting-start.ts';
import { keyWith } from './support/key.ts';

test('errors are taken out of the calls that were let in', () => {
  const days = callsByDay([
    { date: '2027-01-09', calls: 10, clientErrors: 3, serverErrors: 2, refused: 4 },
    { date: '2027-01-10', calls: 1, clientErrors: 0, serverErrors: 0, refused: 0 },
  ]);
  expect(days[0]).toEqual({ date: '2027-01-09', answered: 5, clientErrors: 3, serverErrors: 2, refused: 4 });
  expect(totalCalls(days)).toEqual({ answered: 6, clientErrors: 3, serverErrors: 2, refused: 4 });
});

test.each([
  [0, 2],
  [1, 2],
  [3, 4],
  [5, 6],
  [24, 24],
  [25, 30],
  [210, 240],
  [1_999, 2_000],
  [2_001, 2_400],
])('the scale for %d calls ends at a round %d', (most, end) => {
  expect(scaleFor(most)).toBe(end);
});

test('says since when calls are counted only if that leaves days of the chart unknown', () => {
  const now = Date.parse('2027-01-30T12:00:00Z');
  const counted = (createdAt: string, since: string | null) => {
    const key = keyWith({ createdAt });
    return { ...key, use: { ...key.use, since } };
  };
  const day = '2027-01-20T00:00:00Z';
  expect(countingStart([counted('2026-01-01T00:00:00Z', day)], now)).toBe(day);
  expect(countingStart([counted(day, day)], now)).toBeUndefined();
  expect(countingStart([counted('2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z')], now)).toBeUndefined();
  expect(countingStart([counted(day, null)], now)).toBeNull();
});
