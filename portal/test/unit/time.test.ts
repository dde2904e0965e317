import fc from 'fast-check';
import { duration, ending, endingDay, exact, lastDayOf, relative } from '../../src/time/format.ts';
import { extensionStart, lastDay } from '../../src/time/presets.ts';
import { endOfDay, fromWallTime, toDay, toWallTime } from '../../src/time/zoned.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Australia/Lord_Howe',
];
const iso = (instant: Date | undefined) => instant?.toISOString();

test.each([
  ['2027-03-31T14:30', 'Europe/Berlin', '2027-03-31T12:30:00.000Z'],
  ['2027-01-31T14:30', 'Europe/Berlin', '2027-01-31T13:30:00.000Z'],
  // Skipped by the change to summer time, and repeated by the change back.
  ['2027-03-28T02:30', 'Europe/Berlin', '2027-03-28T01:30:00.000Z'],
  ['2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
  ['2027-07-01T00:00', 'Asia/Kathmandu', '2027-06-30T18:15:00.000Z'],
])('%s in %s is %s', (wallTime, zone, expected) => {
  expect(iso(fromWallTime(wallTime, zone))).toBe(expected);
});

test('a wall-clock time converts back to an instant that shows it', () => {
  const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
      const wallTime = toWallTime(instant, zone);
      const back = fromWallTime(wallTime, zone);
      expect(back && toWallTime(back, zone)).toBe(wallTime);
    }),
  );
});

test('a day ends at the first instant of the next', () => {
  expect(iso(endOfDay('2027-03-31', 'Europe/Berlin'))).toBe('2027-03-31T22:00:00.000Z');
  expect(iso(endOfDay('2027-12-31', 'UTC'))).toBe('2028-01-01T00:00:00.000Z');
  expect(endOfDay('', 'UTC')).toBeUndefined();
});

test('an extension adds to a key’s last day, or to today if that has passed', () => {
  const now = Date.parse('2027-01-10T12:00:00Z');
  const endsWithDay = '2027-01-16T00:00:00Z';
  expect(lastDay(30, extensionStart(endsWithDay, now), 'UTC')).toBe('2027-02-14');
  expect(lastDay(30, extensionStart('2027-01-01T00:00:00Z', now), 'UTC')).toBe('2027-02-09');
  expect(toDay(new Date(now), 'Pacific/Apia')).toBe('2027-01-11');
});

test('never promises more time than is left', () => {
  const now = Date.parse('2027-01-10T12:00:00Z');
  expect(relative('2027-01-12T11:59:00Z', now)).toBe('in 1 day');
  expect(relative('2027-01-10T11:00:00Z', now)).toBe('1 hour ago');
});

test('describes an expiry at the end of a day by that day', () => {
  expect(ending(new Date('2027-03-31T22:00:00Z'), 'Europe/Berlin')).toMatch(
    /^through .*31.*\(Europe\/Berlin\)$/,
  );
  expect(ending(new Date('2027-03-31T12:00:00Z'), 'UTC')).toMatch(/^until .*31/);
  // Less than a minute into the day, so that the day before is over.
  expect(ending(new Date('2027-03-31T00:00:40Z'), 'UTC')).toMatch(/^until .*31/);
});

test('shows a date that cannot be read as unknown instead of failing', () => {
  const shown = [exact('', 'UTC'), lastDayOf('10000-03-31T12:00Z', 'UTC'), relative('soon', 0)];
  expect(shown).toEqual(Array(3).fill('an unknown date'));
  expect(ending(new Date(Number.NaN), 'UTC')).toBe('until an unknown date');
});

test('says the end of a day alike, in short and in full', () => {
  const endOfMarch = '2027-03-31T22:00:00Z';
  expect(lastDayOf(endOfMarch, 'Europe/Berlin')).toMatch(/31/);
  expect(endingDay(endOfMarch, 'Europe/Berlin')).toMatch(/^through .*31/);
  expect(endingDay('2027-03-31T12:00:00Z', 'Europe/Berlin')).toMatch(/^until .*31/);
  expect(endingDay('2027-03-31T00:00:00Z', 'UTC')).toMatch(/^through .*30/);
});

test.each([
  [59, 'less than a minute'],
  [60, '1 minute'],
  [3599, '59 minutes'],
  [3600, '1 hour'],
  [86_400, '24 hours'],
  [172_799, '47 hours'],
  [172_800, '2 days'],
  [2_592_000, '30 days'],
])('%i seconds are %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});
