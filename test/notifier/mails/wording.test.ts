import type { Notice } from '../../../lambdas/core/digest.ts';
import { describeConsequence, headlineOf, subjectOf } from '../../../lambdas/notifier/mails/wording.ts';
import { sampleKey } from '../../core/sample-key.ts';

const now = new Date('2027-03-24T12:00:00Z');

/** Notices by name and hours until the expiry, the most urgent first, as a digest has them. */
function noticesOf(hours: Record<string, number>): Notice[] {
  return Object.entries(hours).map(([name, left]): Notice => {
    const expiresAt = new Date(now.getTime() + left * 3_600_000);
    const part = { key: { ...sampleKey({ name }), expiresAt }, noticeAt: now };
    return left <= 0
      ? { kind: 'expired', leadDays: null, ...part }
      : { kind: 'expiring', leadDays: 7, ...part };
  });
}

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
  expect(describeConsequence(noticesOf(hours))).toMatch(words);
  expect(describeConsequence(noticesOf(hours))).toMatch(/[Aa] later expiration date.* same/);
});
