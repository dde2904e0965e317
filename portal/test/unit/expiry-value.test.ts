import fc from 'fast-check';
import { isComplete, resolveExpiry, toExpiresAt } from '../../src/keys/expiry-value.ts';
import { ending, relative } from '../../src/time/format.ts';

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Lima', 'Asia/Kathmandu', 'Pacific/Apia');
const now = Date.parse('2027-01-10T12:00:00Z');

const padded = (digits: number, max: number) =>
  fc.integer({ min: 0, max }).map((number) => String(number).padStart(digits, '0'));
// What a date-and-time field holds while it is being typed into, and what a person may paste there.
const typed = fc.oneof(
  fc
    .tuple(padded(4, 300_000), padded(2, 13), padded(2, 32), padded(2, 25), padded(2, 61))
    .map(([year, month, day, hour, minute]) => `${year}-${month}-${day}T${hour}:${minute}`),
  fc.constantFrom('0001-01-01T00:00', '0000-01-01T00:00', '9999-12-31T23:59', '275760-09-13T00:00'),
  fc.string(),
);

test.each(['0002-03-31T10:00', '0020-03-31T10:00', '0202-03-31T10:00', '', '20277-03-31T10:00'])(
  'a year in the middle of typing (%j) is no date yet',
  (custom) => {
    expect(resolveExpiry({ custom }, now, 'Europe/Berlin')).toBeUndefined();
    expect(toExpiresAt({ custom }, now, 'Europe/Berlin')).toBeUndefined();
  },
);

test('whatever is typed, it is a date that can be shown and sent, or no date', () => {
  fc.assert(
    fc.property(typed, zones, (custom, zone) => {
      const instant = resolveExpiry({ custom }, now, zone);
      const sent = toExpiresAt({ custom }, now, zone);
      if (!(instant instanceof Date)) return expect(sent).toBeUndefined();
      expect(sent).toMatch(/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(ending(instant, zone)).not.toContain('Invalid');
      expect(relative(instant.toISOString(), now)).toMatch(/\d/);
    }),
    { numRuns: 500 },
  );
});

test('a date that is not complete is not the same as one that stays', () => {
  expect(isComplete({ custom: '' }, 'UTC')).toBe(false);
  expect(isComplete({ custom: '0002-03-31T10:00' }, 'UTC')).toBe(false);
  for (const value of ['keep', 'never', 30, { custom: '2027-03-31T10:00' }] as const)
    expect(isComplete(value, 'UTC')).toBe(true);
});
