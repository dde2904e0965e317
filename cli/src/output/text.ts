import { stripVTControlCharacters } from 'node:util';

/** A value as one line shows it: what a holder wrote must not move the cursor or colour the screen. */
export function plain(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  // Control characters, line separators, and what turns the direction of writing.
  return stripVTControlCharacters(text).replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu,
    ' ',
  );
}
