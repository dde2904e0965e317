import * as z from 'zod/mini';
import { isExampleAddress } from './example-addresses.ts';

/** The kinds of values that settings have: as JSON in a file of a stage, or as text of the command line. */

export const fromText = (convert: (text: string) => unknown) => (value: unknown) =>
  typeof value === 'string' ? convert(value) : value;

export const listFromText = fromText((text) => text.split(',').map((item) => item.trim()));

/** Undefined if the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function wholeNumber(least: number, most: number, fallback: number) {
  return z._default(wholeNumberOf(least, most), fallback);
}

export function wholeNumberOf(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.pipe(
    z.transform(fromText(Number)),
    z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error })),
  );
}

export function flag(fallback: boolean) {
  const words: Record<string, boolean> = { true: true, false: false };
  return z._default(
    z.pipe(
      z.transform(fromText((text) => words[text] ?? text)),
      z.boolean({ error: 'must be true or false' }),
    ),
    fallback,
  );
}

export function oneOf<const Word extends string>(words: readonly Word[], fallback: Word, why = '') {
  return z._default(z.enum(words, { error: `must be ${words.join(' or ')}${why}` }), fallback);
}

export function originList() {
  const error = 'must be a list of origins, such as ["https://dashboard.example.com"]';
  return z._default(
    z.pipe(z.transform(listFromText), z.array(matching(/^https?:\/\/[^/\s*]+$/, error), { error })),
    [],
  );
}

export function matching(form: RegExp, error: string) {
  return z.string({ error }).check(z.regex(form, { error }));
}

const emailForm = /^[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}$/i;

export function emailAddress(error: string) {
  const exampleError = `${error}, and not an example that no mail reaches`;
  return matching(emailForm, error).check(
    z.refine((address) => !isExampleAddress(address), { error: exampleError }),
  );
}
