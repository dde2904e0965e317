import { timeZoneNames, todaysName } from '../../src/time/zone-names.ts';

test('time zones are found by the names that their places have today', () => {
  const names = timeZoneNames('Asia/Calcutta');
  expect(names).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Europe/Kyiv', 'Asia/Kathmandu', 'UTC']));
  expect(names).not.toContain('Europe/Kiev');
  // The one that an account has stays, by whatever name.
  expect(names).toContain('Asia/Calcutta');
  expect(todaysName('Europe/Berlin')).toBe('Europe/Berlin');
});
