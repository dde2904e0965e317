import { randomBytes } from 'node:crypto';

/**
 * Digits, then capitals, then small letters: safe in URLs, headers and shells; a double click selects it all.
 */
export const base62Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A string of `length` base62 characters from the system's cryptographic random source: 5.95 bits each. */
export function randomBase62(length: number): string {
  return sampleBase62(length, () => randomBytes(length * 2));
}

/**
 * A string of `length` base62 characters made of random-looking bytes, each character equally likely.
 * @param nextBytes returns further bytes, given the number of calls before
 */
export function sampleBase62(length: number, nextBytes: (block: number) => Uint8Array): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    for (const byte of nextBytes(block)) {
      // 248 = 4 * 62. Greater bytes are dropped, so that all characters are equally likely.
      if (byte < 248 && text.length < length) text += base62Alphabet.charAt(byte % 62);
    }
  }
  return text;
}

/** `value` (a whole number >= 0) in base62, padded with zeros on the left to `length` characters. */
export function encodeBase62(value: number, length: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62))
    text = base62Alphabet.charAt(rest % 62) + text;
  return text.padStart(length, '0');
}
