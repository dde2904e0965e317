import { InvalidArgumentError } from 'commander';

/** What --expires takes, for its help. */
export const expiryHelp =
  '2027-03-31 (the end of that day in the time zone of the account), 2027-03-31T12:00:00Z, or never';

/** A date as the API takes it: it judges dates, `never` is ours for null. */
export function readExpiry(text: string): Expiry {
  return { expiresAt: text.trim().toLowerCase() === 'never' ? null : text.trim() };
}

/** What a request has of it. An object, since an option's value can't be null. */
export interface Expiry {
  readonly expiresAt: string | null;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** "90s", "30m", "24h", "7d", or a number of seconds; "0". */
export function readDuration(text: string): number {
  const match = /^(\d{1,9})([smhd]?)$/.exec(text);
  if (!match) throw new InvalidArgumentError('It is a time such as 30m, 24h, 7d or 0.');
  return Number(match[1]) * (units[match[2] || 's'] ?? 1);
}

/** How long an old secret key works on: the API takes 30 days at most. */
export function readOverlap(text: string): number {
  const seconds = readDuration(text);
  if (seconds > 30 * 86_400) throw new InvalidArgumentError('It is 30d at most.');
  return seconds;
}

/** A whole number within bounds. */
export function readNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}
