import { placeExpiries } from '../../src/dashboard/timeline.ts';

const now = Date.parse('2027-01-10T12:00:00Z');
const dayMs = 86_400_000;

test('dots stay within the timeline and apart from each other', () => {
  const instants = Array.from({ length: 12 }, (_, index) => now + (10 + index / 10) * dayMs);
  const { places, crowds, spanDays } = placeExpiries([...instants, now + 900 * dayMs], now);
  expect(spanDays).toBe(730);
  for (const { at, lane } of places.filter((place) => place !== undefined)) {
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThanOrEqual(100);
    expect(lane).toBeLessThan(6);
  }
  expect(new Set(places.slice(0, 6).map((place) => place?.lane)).size).toBe(6);
  // Those for which there is no room are counted.
  expect(crowds.map(({ count }) => count)).toEqual([6]);
});
