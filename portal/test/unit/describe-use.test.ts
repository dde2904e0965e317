import { describeLastUse, describeUse, describeVerdict, isCalledNow } from '../../src/use/describe-use.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-05-20T12:00:00Z');
const use = {
  callsLast7Days: 0,
  refusedLast7Days: 0,
  since: '2027-01-01T00:00:00Z',
  asOf: '2027-05-20T11:58:00Z',
};
const inUse = keyWith({
  lastUsedAt: '2027-05-20T09:30:00Z',
  expiresAt: '2027-06-13T00:00:00Z',
  use: { ...use, verdict: 'in_use', callsLast7Days: 1204 },
});
const stillCalled = keyWith({ use: { ...use, verdict: 'still_called', refusedLast7Days: 312 } });
const quiet = keyWith({ lastUsedAt: '2027-05-03T09:00:00Z', use: { ...use, verdict: 'quiet' } });
const unused = keyWith({ use: { ...use, verdict: 'unused' } });
const unwatched = keyWith({ use: { ...use, verdict: 'unknown' } });

test.each([
  ['in use', inUse, '1,204 calls in the last 7 days, last 2 hours ago.'],
  [
    'called right now',
    { ...inUse, lastUsedAt: '2027-05-20T11:58:00Z' },
    '1,204 calls in the last 7 days, some in the last few minutes.',
  ],
  [
    'called once, right now',
    { ...inUse, lastUsedAt: '2027-05-20T11:58:00Z', use: { ...inUse.use, callsLast7Days: 1 } },
    '1 call in the last few minutes.',
  ],
  ['still called', stillCalled, 'Expired and still called: 312 calls refused in the last 7 days.'],
  ['quiet', quiet, 'Not used since 3 May 2027.'],
  ['unused', unused, 'Never used.'],
  ['not watched for long', unwatched, 'No calls seen since 1 Jan 2027, when counting began.'],
  [
    'not watched lately',
    { ...unwatched, lastUsedAt: '2027-05-19T09:30:00Z' },
    'Last known use 1 day ago. Newer calls may not be counted yet.',
  ],
  ['never watched', keyWith({}), 'Calls of this key aren’t counted yet.'],
])('says what is known of a key that is %s', (_, key, sentence) => {
  expect(describeUse(key, now, 'UTC')).toBe(sentence);
});

test('a verdict says what happens without a new date', () => {
  const said = (key: typeof inUse) => describeVerdict(key, now, 'UTC');
  expect(said(inUse)).toBe(
    'In use. Without a new date, about 172 calls a day are refused after 12 Jun 2027.',
  );
  const rarely = { ...inUse, use: { ...inUse.use, callsLast7Days: 3 } };
  expect(said(rarely)).toBe('In use. It was called 3 times in the last 7 days.');
  expect(said({ ...inUse, expiresAt: null })).toBe('In use. It was called 1,204 times in the last 7 days.');
  expect(said(quiet)).toBe('Not used since 3 May 2027. Nothing appears to depend on it.');
  expect(said(unused)).toBe('Never used.');
  expect(said(stillCalled)).toBe(describeUse(stillCalled, now, 'UTC'));
});

test('a time nearer than facts take to arrive has no number, and one of a week ago is a date', () => {
  expect(describeLastUse('2027-05-20T11:57:01Z', now, 'UTC')).toBe('in the last few minutes');
  expect(describeLastUse('2027-05-20T11:57:00Z', now, 'UTC')).toBe('3 minutes ago');
  expect(describeLastUse('2027-05-13T12:00:01Z', now, 'UTC')).toBe('6 days ago');
  expect(describeLastUse('2027-05-13T12:00:00Z', now, 'UTC')).toBe('13 May 2027');
  // The account's day, not that of UTC.
  expect(describeLastUse('2027-05-03T23:30:00Z', now, 'Asia/Tokyo')).toBe('4 May 2027');
});

test('a key let in or refused within a day is called now', () => {
  expect(isCalledNow(inUse, now)).toBe(true);
  expect(isCalledNow({ lastUsedAt: null, lastRefusedAt: '2027-05-19T12:00:01Z' }, now)).toBe(true);
  expect(isCalledNow({ lastUsedAt: '2027-05-19T12:00:00Z', lastRefusedAt: null }, now)).toBe(false);
  expect(isCalledNow(unused, now)).toBe(false);
});
