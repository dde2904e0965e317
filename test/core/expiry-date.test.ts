import fc from 'fast-check';
import { isTimeZone, parseExpiry, resolveExpiry } from '../../lambdas/core/expiry-date.ts';
import { formatInstant } from '../../lambdas/core/instant.ts';

const instantOf = (text: string, timeZone: string) => {
  const expiry = parseExpiry(text);
  return expiry && resolveExpiry(expiry, timeZone);
};
const parsed = (text: string, timeZone = 'UTC') => {
  const instant = instantOf(text, timeZone);
  return instant && formatInstant(instant);
};

describe('expiration date', () => {
  it.each([
    ['2027-03-31T12:00:00Z', '2027-03-31T12:00:00Z'],
    ['2027-03-31t12:00:00z', '2027-03-31T12:00:00Z'],
    ['2027-03-31T12:00:00+02:00', '2027-03-31T10:00:00Z'],
    ['2027-03-31T23:30:00-05:30', '2027-04-01T05:00:00Z'],
    ['2027-03-31T12:00:00-00:00', '2027-03-31T12:00:00Z'],
    ['2027-03-31T12:00:00.999999Z', '2027-03-31T12:00:00Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
    // Later than four digits can tell, by the offset alone.
    ['9999-12-31T23:59:59-01:00', '9999-12-31T23:59:59Z'],
    ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ])('reads the date-time %s as %s', (text, instant) => {
    expect(parsed(text)).toBe(instant);
  });

  it.each([
    ['UTC', '2027-03-31', '2027-04-01T00:00:00Z'],
    ['UTC', '9999-12-31', '9999-12-31T23:59:59Z'],
    ['Pacific/Honolulu', '9999-12-31', '9999-12-31T23:59:59Z'],
    ['Europe/Berlin', '2027-03-31', '2027-03-31T22:00:00Z'],
    ['America/New_York', '2027-12-31', '2028-01-01T05:00:00Z'],
    ['Asia/Kathmandu', '2027-01-31', '2027-01-31T18:15:00Z'],
    // The night in which clocks go forward at midnight: the day begins at one o'clock.
    ['Asia/Beirut', '2026-03-28', '2026-03-28T22:00:00Z'],
    ['America/Sao_Paulo', '2018-11-03', '2018-11-04T03:00:00Z'],
    // Samoa left out the 30th.
    ['Pacific/Apia', '2011-12-29', '2011-12-30T10:00:00Z'],
  ])('reads a date in %s, %s, as the end of that day: %s', (timeZone, text, instant) => {
    expect(parsed(text, timeZone)).toBe(instant);
  });

  it('lets a key work through the whole of its last day, in any zone', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Asia/Beirut',
      'Pacific/Apia',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (moment, timeZone) => {
          const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
          const end = instantOf(day.format(moment), timeZone);
          expect(end).not.toBeNull();
          expect(Number(end)).toBeGreaterThan(moment.getTime());
          // The last second still belongs to the day, the next does not.
          expect(day.format(Number(end) - 1)).toBe(day.format(moment));
          expect(day.format(Number(end))).not.toBe(day.format(moment));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    '',
    'tomorrow',
    '2027-03-31T12:00:00',
    '2027-03-31T12:00Z',
    '2027-03-31 12:00:00Z',
    '2027-02-29T00:00:00Z',
    '2027-02-30',
    '2027-13-01',
    '2027-00-10',
    '2027-03-31T24:00:00Z',
    '2027-03-31T12:60:00Z',
    '2027-03-31T23:59:60Z',
    '2027-03-31T12:00:00+24:00',
    '20270331',
    '+002027-03-31',
    '2027-3-1',
    ' 2027-03-31',
    '2027-03-31\n',
    '10000-01-01',
    '10000-01-01T00:00:00Z',
    '1806624000',
  ])('refuses %j', (text) => {
    expect(parseExpiry(text)).toBeNull();
  });

  it('agrees with Date on every date-time that Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(parsed(date.toISOString())).toBe(`${date.toISOString().slice(0, 19)}Z`);
        },
      ),
    );
  });
});

describe('time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Asia/Kolkata'])(
    'accepts %s',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each(['', 'Mars/Olympus', '+01:00', '-05', 'Europe/Berlin ', 'UTC; DROP', 'x'.repeat(500)])(
    'refuses %j',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});
