import { isAllowedToday, latestDay, offeredDays, suggestedDays } from '../../src/keys/lifetime.ts';
import { lastDay } from '../../src/time/presets.ts';

const none = { maxLifetimeDays: null, defaultLifetimeDays: null, neverAllowed: true };
const policy = { maxLifetimeDays: 60, defaultLifetimeDays: 45, neverAllowed: false };
const at = (instant: string) => Date.parse(instant);

test.each([
  ['2026-06-15T18:00:00Z', 'UTC', '2026-08-14'],
  ['2026-06-15T18:00:00Z', 'Asia/Tokyo', '2026-08-15'],
  // Clocks change in between, near midnight.
  ['2026-03-01T22:30:00Z', 'Europe/Berlin', '2026-04-30'],
  ['2026-10-01T22:30:00Z', 'Europe/Berlin', '2026-12-01'],
])('the latest day at %s in %s is the one that the API allows', (now, zone, latest) => {
  expect(latestDay(policy, at(now), zone)).toBe(latest);
  expect(latestDay(none, at(now), zone)).toBeUndefined();
});

test('offers what is allowed, and the lifetimes of the operator', () => {
  expect(offeredDays(policy, [7, 30, 90, 365])).toEqual([7, 30, 45, 60]);
  expect(offeredDays(none, [7, 30])).toEqual([7, 30]);
  expect([policy, none, { ...none, maxLifetimeDays: 30 }].map(suggestedDays)).toEqual([45, 90, 30]);
});

test('an extension ends with the latest day, and never shortens a life', () => {
  const latest = '2026-08-14';
  expect(lastDay(30, at('2026-08-01T12:00:00Z'), 'UTC', latest)).toBe(latest);
  expect(lastDay(7, at('2026-08-01T12:00:00Z'), 'UTC', latest)).toBe('2026-08-08');
  expect(lastDay(30, at('2027-01-01T12:00:00Z'), 'UTC', latest)).toBe('2027-01-31');
});

test('a key that has more than is allowed today is told from the others', () => {
  const isAllowed = (expiresAt: string | null, given: typeof none | typeof policy = policy) =>
    isAllowedToday(expiresAt, given, at('2026-06-15T18:00:00Z'), 'Europe/Berlin');
  // The end of 14 August there.
  expect(isAllowed('2026-08-14T22:00:00Z')).toBe(true);
  expect(isAllowed('2026-08-14T22:00:01Z')).toBe(false);
  expect(isAllowed('2020-01-01T00:00:00Z')).toBe(true);
  expect(isAllowed(null)).toBe(false);
  expect(isAllowed(null, { ...policy, neverAllowed: true })).toBe(true);
  expect(isAllowed('2099-01-01T00:00:00Z', none)).toBe(true);
});
