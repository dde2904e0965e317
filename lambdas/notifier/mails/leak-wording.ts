import type { ToldLeak } from '../../core/digest.ts';
import type { DescribeInstant } from './ending.ts';
import { count } from './quantities.ts';

// What mails say about secrets that have leaked. Where one was found is text, never a link of ours: who reported it may have
// been misled, and the page is a stranger's.

/** Follows the name of a key: `has leaked and no longer works`. */
export function describeLeak({ key }: ToldLeak): string {
  return key.leakedAt ? 'has leaked and no longer works' : 'had a secret key that leaked and was ended';
}

/** Of one key or more. */
export function describeLeaks(leaks: readonly ToldLeak[]): { name: string | null; fact: string } {
  const [first] = leaks;
  return first && leaks.length === 1
    ? { name: first.key.name, fact: describeLeak(first) }
    : { name: null, fact: `${count(leaks.length, 'API key')} had secret keys that leaked and were ended` };
}

/** What it means, and what to do: a paragraph each. */
export function describeLeakConsequences(leaks: readonly ToldLeak[]): string[] {
  if (leaks.length === 0) return [];
  const isAnyRefused = leaks.some(({ key }) => key.leakedAt);
  const isAnyWorking = leaks.some(({ key }) => !key.leakedAt);
  return [
    ...(isAnyRefused ? [refused] : []),
    ...(isAnyWorking ? [working] : []),
    'Take the secret key away from where it was found, but count on it having been copied. Look through the calls of the key for any that were not yours.',
  ];
}

const refused =
  'The only secret key was found where others could read it, so all calls with the key are refused. Rotate the key to bring it back: it gets a new secret key, and works until the date that you choose. A new date alone does not bring it back.';
const working =
  'A secret key was found where others could read it, so calls with it are refused. The key still has another one, which works: move everything that used the one that leaked to it.';

/** The facts of a leak, a line each. */
export function describeLeakFacts({ report }: ToldLeak, describeInstant: DescribeInstant): string[][] {
  const [on = '', ...inUtc] = describeInstant(report.at);
  return [[`Reported ${on}`, ...inUtc], ...report.places.map((place) => [`Found at ${place}`])];
}

export function leakAction({ key }: ToldLeak): string {
  return key.leakedAt ? 'Rotate key' : 'Review key';
}
