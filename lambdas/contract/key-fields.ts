import * as z from 'zod/mini';
import { type ExpiryDate, parseExpiry } from '../core/expiry-date.ts';
import { keyAccesses } from '../core/key-access.ts';
import { limits } from './limits.ts';
import { text } from './text.ts';

// What the fields of a key may be, in a request.

// Control characters, lone surrogates, line and paragraph separators; and characters that change the text
// direction, in the subject of a mail too, with which one name could pass for another.
const forbiddenInName = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
// A description may have line breaks and tabs.
const forbiddenInDescription = /[^\P{Cc}\n\r\t]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
// Anything but spaces, zero-width characters, fillers (U+3164 and its like are ignorable by default), and those
// that are blank by design: the empty Braille pattern, the fillers of Khitan and Egyptian, the null note head.
const visible =
  /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{16fe4}\u{1d159}]/u;

/** Length in code points: roughly what a person counts, in any script. */
const lengthOf = (text: string) => [...text].length;

/** A line of text that says something. */
export const line = (maxLength: number) =>
  text().check(
    z.trim(),
    z.refine((value) => lengthOf(value) >= 1, 'must not be empty'),
    z.refine((value) => lengthOf(value) <= maxLength, `must have at most ${maxLength} characters`),
    z.refine(
      (value) => !forbiddenInName.test(value),
      'must not contain control characters or broken characters',
    ),
    z.refine((value) => value === '' || visible.test(value), 'must contain a visible character'),
  );

export const name = line(limits.nameLength).register(z.globalRegistry, {
  description: 'A label for people, in any script. Need not be unique.',
  minLength: 1,
  maxLength: limits.nameLength,
  examples: ['Production server'],
});

export const description = z
  .nullable(
    text('must be a string or null').check(
      z.trim(),
      z.refine(
        (value) => lengthOf(value) <= limits.descriptionLength,
        `must have at most ${limits.descriptionLength} characters`,
      ),
      z.refine(
        (value) => !forbiddenInDescription.test(value),
        'must not contain broken characters, or control characters other than line breaks and tabs',
      ),
    ),
  )
  .register(z.globalRegistry, {
    description: 'What the key is for. Null or empty: no description.',
    maxLength: limits.descriptionLength,
  });

export const expiresAt = z
  .nullable(z.pipe(text('must be a string or null'), z.transform(toExpiry)))
  .register(z.globalRegistry, {
    description:
      'When the key expires: an RFC 3339 date-time with an offset (fractions of a second are dropped), or a date, which means the end of that day in the time zone of the account. Must be in the future. Null: never.',
    examples: ['2027-03-31T12:00:00Z', '2027-03-31', null],
  });

export const selfRotation = z.boolean('must be true or false').register(z.globalRegistry, {
  description:
    'Whether a program that uses the key may rotate it by itself, through the gateway. Default: false.',
});

export const access = z
  .enum(keyAccesses, { error: 'must be none, read or write' })
  .register(z.globalRegistry, {
    description:
      'What a program that uses the key may do with the keys of the account, through the gateway. read: list them and see their use. write: also create, edit, expire, rotate and, once expired, delete those without access. Default: none.',
  });

function toExpiry(value: string, { issues }: z.core.ParsePayload): ExpiryDate {
  const expiry = parseExpiry(value);
  if (expiry) return expiry;
  const message =
    'must be a date (2027-03-31) or an RFC 3339 date-time with an offset (2027-03-31T12:00:00Z)';
  issues.push({ code: 'custom', input: value, message });
  return z.NEVER;
}
