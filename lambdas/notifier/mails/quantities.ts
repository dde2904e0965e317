const dayMilliseconds = 86_400_000;

/**
 * `in 7 days`, `in 1 day`, `in 5 hours`: rounded as a person would, since a notice goes out minutes after it
 * is due.
 */
export function timeLeft(expiresAt: Date, now: Date): string {
  const days = (expiresAt.getTime() - now.getTime()) / dayMilliseconds;
  if (days >= 0.95) return `in ${count(Math.round(days), 'day')}`;
  return `in ${count(Math.max(1, Math.round(days * 24)), 'hour')}`;
}

const numbers = new Intl.NumberFormat('en-GB');

/** `1 key`, `1,204 keys` */
export function count(number: number, noun: string): string {
  return `${numbers.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}
