import { type KeyUse, neverUsed } from '../../../lambdas/core/key-use.ts';
import { judgeNoticeUse } from '../../../lambdas/core/notice-use.ts';
import {
  describeConsequences,
  headlineOf,
  type NoticeWithUse,
  subjectOf,
} from '../../../lambdas/notifier/mails/wording.ts';
import { sampleKey } from '../../core/sample-key.ts';

const now = new Date('2027-03-24T12:00:00Z');

const counting = { startedAt: sampleKey().createdAt, asOf: now };
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const used: KeyUse = { ...neverUsed, lastUsedAt: hoursAgo(2) };
const refused: KeyUse = { ...used, lastRefusedAt: now };

/** Notices by name and hours until the expiry, with use if there is any; the most urgent first, as a digest has them. */
function noticesOf(keys: Record<string, number | readonly [number, KeyUse]>): NoticeWithUse[] {
  return Object.entries(keys).map(([name, facts]): NoticeWithUse => {
    const [left, use] = typeof facts === 'number' ? [facts, neverUsed] : facts;
    const key = { ...sampleKey({ name, use }), expiresAt: hoursAgo(-left) };
    const part = { key, use: judgeNoticeUse(key, counting, now) };
    return left <= 0
      ? { kind: 'expired', leadDays: null, ...part }
      : { kind: 'expiring', leadDays: 7, ...part };
  });
}

const consequenceOf = (notices: NoticeWithUse[]) => describeConsequences(notices).join('\n');

it.each<[string, Record<string, number>]>([
  ['Checkout has expired', { Checkout: -1 }],
  ['Checkout expires in 7 days', { Checkout: 168 }],
  ['Checkout expires in 1 day', { Checkout: 24 }],
  ['Checkout expires in 5 hours', { Checkout: 5 }],
  ['Checkout has expired, 1 more expires in 7 days', { Checkout: -1, Export: 168 }],
  ['Checkout has expired, 2 more expire in 7 days', { Checkout: -1, Export: 168, Sandbox: 168 }],
  ['Checkout has expired, 2 more expire, the first in 1 day', { Checkout: -1, Export: 24, Sandbox: 168 }],
  ['2 API keys have expired', { Checkout: -9, Export: -1 }],
  ['2 API keys have expired, 1 more expires in 1 day', { Checkout: -9, Export: -1, Sandbox: 24 }],
  ['2 API keys expire in 7 days', { Checkout: 168, Export: 168 }],
  ['2 API keys expire, the first in 1 day', { Checkout: 24, Export: 168 }],
])('a subject states the worst fact: %s', (subject, hours) => {
  expect(subjectOf(headlineOf(noticesOf(hours), now))).toBe(subject);
});

it.each<[string, Record<string, number | readonly [number, KeyUse]>]>([
  ['Checkout has expired and is still called', { Checkout: [-1, refused] }],
  ['Checkout has expired and was in use', { Checkout: [-1, used] }],
  ['Checkout expires in 1 day and is in use', { Checkout: [24, used] }],
  [
    'Checkout has expired and is still called, 1 more has expired',
    { Checkout: [-1, refused], Export: [-9, used] },
  ],
  [
    'Checkout has expired and was in use, 2 more have expired',
    { Checkout: [-1, used], Export: -9, Sandbox: -8 },
  ],
  [
    'Checkout has expired and is still called, 2 more expire, the first in 1 day',
    { Checkout: [-1, refused], Export: [168, used], Sandbox: 24 },
  ],
  [
    'Checkout has expired and is still called, 2 more have expired or expire soon',
    { Checkout: [-1, refused], Export: 24, Sandbox: -9 },
  ],
  ['2 expired API keys are still called', { Checkout: [-1, refused], Export: [-1, refused] }],
  [
    '2 API keys in use have expired, 1 more expires in 1 day',
    { Checkout: [-1, used], Export: [-1, used], Sandbox: 24 },
  ],
  ['3 API keys expire in 7 days, 1 of them in use', { Checkout: [168, used], Export: 168, Sandbox: 168 }],
  ['2 API keys expire, the first in 1 day, both in use', { Checkout: [168, used], Export: [24, used] }],
  [
    '3 API keys expire in 1 day, all in use',
    { Checkout: [24, used], Export: [24, used], Sandbox: [24, used] },
  ],
])('a subject says whether keys are in use: %s', (subject, keys) => {
  expect(subjectOf(headlineOf(noticesOf(keys), now))).toBe(subject);
});

it.each([
  ['مفتاح الإنتاج', '\u2068مفتاح الإنتاج\u2069 has expired'],
  ['a\u202eb', '\u2068a\u202eb\u2069 has expired'],
  ['Größe 鍵', 'Größe 鍵 has expired'],
])('a subject isolates the name %s only if it could reorder the rest', (name, subject) => {
  expect(subjectOf(headlineOf(noticesOf({ [name]: -1 }), now))).toBe(subject);
});

it.each<[string, RegExp, Record<string, number>]>([
  ['an expired key', /^Calls with it are refused\. .*work again right away\.$/, { Checkout: -1 }],
  ['expired keys', /^Calls with them are refused\. .*work again right away\.$/, { Checkout: -1, Export: -1 }],
  ['a key that still works', /^From then on, calls with it are refused\. /, { Checkout: 24 }],
  ['keys that still work', /^From then on, calls with them are refused\. /, { Checkout: 24, Export: 24 }],
  ['both', /^Calls with an expired key are refused\. /, { Checkout: -1, Export: 24 }],
])('says what becomes of calls, and that the secret stays the same: %s', (_, words, hours) => {
  expect(consequenceOf(noticesOf(hours))).toMatch(words);
  expect(consequenceOf(noticesOf(hours))).toMatch(/[Aa] later expiration date.* same/);
});

it.each<[string, boolean, Record<string, number | readonly [number, KeyUse]>]>([
  ['a key that nobody uses', true, { Checkout: 24 }],
  ['keys that nobody uses', true, { Checkout: 24, Export: 48 }],
  ['keys of which one is used', false, { Checkout: 24, Export: [48, used] }],
  ['an expired key', false, { Checkout: -1 }],
])('says of %s whether it can be let expire: %s', (_, can, keys) => {
  expect(/Nothing appears to depend on (it|them): /.test(consequenceOf(noticesOf(keys)))).toBe(can);
});
