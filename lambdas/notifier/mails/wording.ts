import type { Notice } from '../../core/digest.ts';
import { isolate } from './isolate.ts';

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

/** What a mail is about in one sentence. A name is apart, so that it can be isolated from the text around it. */
export interface Headline {
  /** The key that the sentence begins with; null: with none. */
  name: string | null;
  fact: string;
}

/** The worst fact, with the name of its key if there is only one such; and how many more keys expire. */
export function headlineOf(notices: readonly Notice[], now: Date): Headline {
  const expired = notices.filter(({ kind }) => kind === 'expired');
  const expiring = notices.filter(({ kind }) => kind === 'expiring');
  const [worst] = notices;
  if (worst && notices.length === 1) return { name: worst.key.name, fact: describeNotice(worst, now) };
  if (expired.length === 0)
    return { name: null, fact: `${count(expiring.length, 'API key')} ${expiry(expiring, now)}` };
  const rest = expiring.length === 0 ? '' : `, ${expiring.length} more ${expiry(expiring, now)}`;
  if (expired.length === 1) return { name: expired[0]?.key.name ?? null, fact: `has expired${rest}` };
  return { name: null, fact: `${expired.length} API keys have expired${rest}` };
}

/** `expires in 7 days`, `expire in 7 days` or, if they differ, `expire, the first in 7 days`. */
function expiry(expiring: readonly Notice[], now: Date): string {
  const [first = '', ...others] = expiring.map(({ key }) => timeLeft(key.expiresAt, now));
  if (others.length === 0) return `expires ${first}`;
  return others.every((left) => left === first) ? `expire ${first}` : `expire, the first ${first}`;
}

export function subjectOf({ name, fact }: Headline): string {
  return name === null ? fact : `${isolate(name)} ${fact}`;
}

/** What it means for calls, and what to do. */
export function describeConsequence(notices: readonly Notice[]): string {
  const one = notices.length === 1;
  const [them, it] = one ? ['it', 'it'] : ['them', 'a key'];
  if (notices.every(({ kind }) => kind === 'expired')) {
    return `Calls with ${them} are refused. Give ${it} a later expiration date, and the same access key and secret key work again right away.`;
  }
  if (notices.every(({ kind }) => kind === 'expiring')) {
    return `From then on, calls with ${them} are refused. Give ${it} a later expiration date to keep it working. Its access key and secret key stay the same.`;
  }
  return 'Calls with an expired key are refused. A later expiration date restores it, with the same access key and secret key.';
}

/** What the mail says about one key: `has expired`, or `expires in 7 days`. */
export function describeNotice({ kind, key }: Notice, now: Date): string {
  return kind === 'expired' ? 'has expired' : `expires ${timeLeft(key.expiresAt, now)}`;
}

export function endingVerb({ kind }: Notice): string {
  return kind === 'expired' ? 'Worked' : 'Works';
}

export function callToAction({ kind }: Notice): string {
  return kind === 'expired' ? 'Restore key' : 'Extend key';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
