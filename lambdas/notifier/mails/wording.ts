import type { Notice } from '../../core/digest.ts';

const dayMilliseconds = 86_400_000;

/**
 * `in 7 days`, `in 1 day`, `in 5 hours`: rounded as a person would, since a notice goes out minutes after it
 * is due.
 */
function timeLeft(expiresAt: Date, now: Date): string {
  const days = (expiresAt.getTime() - now.getTime()) / dayMilliseconds;
  if (days >= 0.95) return `in ${count(Math.round(days), 'day')}`;
  return `in ${count(Math.max(1, Math.round(days * 24)), 'hour')}`;
}

/**
 * How long a key works or worked, as the portal says it, in the account's time zone: "through Wednesday, 31
 * March 2027 (Asia/Kolkata)" for what ends with a day, "until …" for what ends in it. In UTC too if that
 * differs: one line each.
 */
export function describeEnding(instant: Date, timeZone: string): string[] {
  const [local, utc] = [format(instant, timeZone), format(instant, 'UTC')];
  if (!endsDay(instant, timeZone)) return local === utc ? [`until ${utc}`] : [`until ${local}`, `(${utc})`];
  const lastDay = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(instant.getTime() - 1));
  const through = `through ${lastDay} (${timeZone})`;
  return local === utc ? [through] : [through, `(until ${utc})`];
}

/** Seconds count: a key that expires at 00:00:40 still works on that day. */
function endsDay(instant: Date, timeZone: string): boolean {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return instant.getTime() % 60_000 === 0 && time.format(instant) === '00:00';
}

/** Says how many keys the email is about and how soon they expire; names the key when there is only one. */
export function subjectOf(notices: readonly Notice[], now: Date): string {
  const expired = notices.filter(({ kind }) => kind === 'expired');
  const expiring = notices.filter(({ kind }) => kind === 'expiring');
  const [first] = expiring;
  const soonest = first && timeLeft(first.key.expiresAt, now);
  if (notices.length === 1) {
    const name = `API key “${notices[0]?.key.name}”`;
    return soonest ? `${name} expires ${soonest}` : `${name} has expired`;
  }
  if (!soonest) return `${count(expired.length, 'API key')} have expired`;
  if (expired.length === 0) return `${count(expiring.length, 'API key')} expire, the first ${soonest}`;
  const expiredPart = `${count(expired.length, 'API key')} ${expired.length === 1 ? 'has' : 'have'} expired`;
  const expiringPart =
    expiring.length === 1 ? `1 expires ${soonest}` : `${expiring.length} expire, the first ${soonest}`;
  return `${expiredPart}, ${expiringPart}`;
}

/** What the email says about one key: `has expired`, or `expires in 7 days`. */
export function describeNotice({ kind, key }: Notice, now: Date): string {
  return kind === 'expired' ? 'has expired' : `expires ${timeLeft(key.expiresAt, now)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function format(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: instant.getTime() % 60_000 === 0 ? undefined : '2-digit',
    timeZoneName: 'short',
  }).format(instant);
}
