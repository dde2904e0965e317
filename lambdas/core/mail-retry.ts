const minute = 60_000;
const hour = 60 * minute;

/**
 * Pauses after the first, second … refusal in a row of mail to one address; the last holds from then on. So
 * five tries of one notice take over 17 hours.
 */
const refusalPauses = [15 * minute, hour, 4 * hour, 12 * hour];

/** Refused tries after which a notice, or a confirmation request, is given up. */
export const tryLimit = 5;

/**
 * Pauses after the first, second and third copy of a mail whose outcome is unknown. They outlast most outages
 * of a mail service; after the last one there is no further copy, only the record that nobody knows.
 */
const copyPauses = [15 * minute, 4 * hour, hour];

/** Copies that may exist of a mail of which nobody knows whether it went out. */
export const copyLimit = copyPauses.length;

/** When to try an address again after the n-th refusal in a row (n >= 1). */
export function retryAfterRefusal(failures: number, now: Date): Date {
  const pause = refusalPauses[Math.min(failures, refusalPauses.length) - 1] ?? hour;
  return new Date(now.getTime() + pause);
}

/** When to act on a mail of unknown outcome of which so many copies (>= 1) were sent, the last one at `at`. */
export function actOnUnknownAt({ copies, at }: { copies: number; at: Date }): Date {
  return new Date(at.getTime() + (copyPauses[copies - 1] ?? hour));
}
