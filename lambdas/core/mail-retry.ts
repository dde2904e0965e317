const minute = 60_000;

/**
 * Pauses after the first, second … failed attempt to mail an account; after the last pause comes the last
 * try.
 */
const pauses = [15 * minute, 60 * minute, 4 * 60 * minute, 12 * 60 * minute];

/** When to try again after the n-th failure in a row (n >= 1), or null when that was the last try. */
export function nextMailTry(failures: number, now: Date): Date | null {
  const pause = pauses[failures - 1];
  return pause === undefined ? null : new Date(now.getTime() + pause);
}
