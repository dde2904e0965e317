import type { NoticeUse } from '../../../lambdas/core/notice-use.ts';
import { momentsIn, wordsOfUseIn } from '../../../lambdas/notifier/mails/use-words.ts';

const now = new Date('2027-05-31T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const day = 24;
const minute = 1 / 60;

function describe(parts: Partial<NoticeUse> & Pick<NoticeUse, 'need'>, timeZone = 'UTC') {
  const nothing = { callsLast7Days: 0, refusedLast7Days: 0, lastUsedAt: null, lastRefusedAt: null };
  return wordsOfUseIn(momentsIn(timeZone, now))({ ...nothing, since: ago(400 * day), asOf: now, ...parts });
}

it.each<[string, number, number]>([
  ['1,204 calls in the last 7 days, last 2 hours ago', 1204, 2.9],
  ['2 calls in the last 7 days, last 1 day ago', 2, 47],
  ['2 calls in the last 7 days, last 3 minutes ago', 2, 3 * minute],
  ['2 calls in the last 7 days, some in the last few minutes', 2, 2.9 * minute],
  ['1 call in the last 7 days, 6 days ago', 1, 6 * day],
  ['1 call in the last few minutes', 1, 0],
])('says of a key in use: %s', (words, callsLast7Days, hours) => {
  expect(describe({ need: 'in_use', callsLast7Days, lastUsedAt: ago(hours) })).toBe(words);
});

it.each<[string, number, number]>([
  ['Expired, and still called: 312 refused calls in the last 7 days, last 2 hours ago', 312, 2],
  ['Expired, and still called: 1 refused call in the last 7 days, 3 days ago', 1, 3 * day],
])('says of a key that is refused: %s', (words, refusedLast7Days, hours) => {
  expect(describe({ need: 'still_called', refusedLast7Days, lastRefusedAt: ago(hours) })).toBe(words);
});

it.each<[string, Partial<NoticeUse>]>([
  ['Never used', {}],
  ['Not used since 3 May', { lastUsedAt: new Date('2027-05-03T10:00:00Z') }],
  ['Not used since 3 May 2026', { lastUsedAt: new Date('2026-05-03T10:00:00Z') }],
  ['Not used since 30 December', { lastUsedAt: new Date('2026-12-30T10:00:00Z') }],
  ['Never used, last refused 3 days ago', { lastRefusedAt: ago(3 * day) }],
  [
    'Not used since 3 May, last refused on 11 May',
    { lastUsedAt: new Date('2027-05-03T10:00:00Z'), lastRefusedAt: new Date('2027-05-11T10:00:00Z') },
  ],
  ['Not used since 11 May', { lastUsedAt: ago(20 * day), lastRefusedAt: ago(30 * day) }],
])('says of a key that nobody seems to need: %s', (words, parts) => {
  expect(describe({ need: 'quiet', ...parts })).toBe(words);
});

it.each<[string | null, Partial<NoticeUse>]>([
  [null, { since: null, asOf: null }],
  ['No calls since 11 May, when counting began', { since: ago(20 * day) }],
  ['Not used since 16 May; counting began on 11 May', { since: ago(20 * day), lastUsedAt: ago(15 * day) }],
  // Watched for too short a time to mean anything.
  [null, { since: ago(23) }],
  [null, { since: ago(40), asOf: ago(20) }],
  [
    'No calls from 11 May until 2 hours ago; newer calls may not be counted yet',
    { since: ago(20 * day), asOf: ago(2.5) },
  ],
  [
    'Not used from 16 May until 21 May; newer calls may not be counted yet',
    { since: ago(400 * day), lastUsedAt: ago(15 * day), asOf: ago(10 * day) },
  ],
])('says since when and up to when it was looked, if that tells anything: %s', (words, parts) => {
  expect(describe({ need: 'unknown', ...parts })).toBe(words);
});

it('says dates in the time zone of the account', () => {
  const late = { need: 'quiet', lastUsedAt: new Date('2027-05-03T20:00:00Z') } as const;
  expect(describe(late, 'Asia/Tokyo')).toBe('Not used since 4 May');
});
