import type { NoticeUse } from '../../core/notice-use.ts';
import { count } from './quantities.ts';

/** Says in a few words whether a key is in use; null if nothing is known that would help. */
export type DescribeUse = (use: NoticeUse) => string | null;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Facts of use take minutes to arrive: what is nearer than that gets no number. */
const nearMs = 3 * minuteMs;
/** Logs that are older than this may have missed calls. */
const staleMs = hourMs;

export function wordsOfUseIn(moments: Moments): DescribeUse {
  return (use) => {
    const { callsLast7Days, refusedLast7Days, lastUsedAt, lastRefusedAt } = use;
    switch (use.need) {
      case 'still_called':
        return `Expired, and still called: ${countCalls(refusedLast7Days, 'refused call', lastRefusedAt, moments)}`;
      case 'in_use':
        return countCalls(callsLast7Days, 'call', lastUsedAt, moments);
      case 'quiet':
        return describeSilence(use, moments);
      case 'unknown':
        return describeUnknown(use, moments);
    }
  };
}

/** `1,204 calls in the last 7 days, last 2 hours ago` */
function countCalls(number: number, noun: string, lastAt: Date | null, { age, ago }: Moments): string {
  const calls = count(number, noun);
  const isOne = number === 1;
  if (lastAt !== null && age(lastAt) < nearMs)
    return `${calls} in the last ${isOne ? '' : '7 days, some in the last '}few minutes`;
  return `${calls} in the last 7 days, ${isOne ? '' : 'last '}${lastAt && ago(lastAt)}`;
}

/** `Not used since 3 May` */
function describeSilence({ lastUsedAt, lastRefusedAt }: NoticeUse, { day, ago }: Moments): string {
  const silence = lastUsedAt ? `Not used since ${day(lastUsedAt)}` : 'Never used';
  const isRefused = lastRefusedAt !== null && (lastUsedAt === null || lastRefusedAt > lastUsedAt);
  return isRefused ? `${silence}, last refused ${ago(lastRefusedAt)}` : silence;
}

/** Since when and up to when there were no calls: not that there were none. */
function describeUnknown({ lastUsedAt, since, asOf }: NoticeUse, { age, day, ago }: Moments): string | null {
  if (since === null || asOf === null) return null;
  const silence = lastUsedAt ? 'Not used' : 'No calls';
  const from = day(lastUsedAt ?? since);
  if (age(asOf) > staleMs) {
    // A key that was watched for hours may well be one that is called each night.
    if (lastUsedAt === null && asOf.getTime() - since.getTime() < dayMs) return null;
    return `${silence} from ${from} until ${ago(asOf).replace(/^on /, '')}; newer calls may not be counted yet`;
  }
  if (lastUsedAt) return `${silence} since ${from}; counting began on ${day(since)}`;
  return age(since) < dayMs ? null : `${silence} since ${from}, when counting began`;
}

export interface Moments {
  /** In milliseconds. */
  age: (at: Date) => number;
  /** `3 May`, with the year if it is long ago. */
  day: (at: Date) => string;
  /** `2 hours ago` up to 7 days, then `on 3 May`. */
  ago: (at: Date) => string;
}

const units = [
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
] as const;

/**
 * @param timeZone the account's, for dates
 * @returns make it once for each mail: date formats take long to make
 */
export function momentsIn(timeZone: string, now: Date): Moments {
  const relative = new Intl.RelativeTimeFormat('en-GB');
  const formats = new Map<string, Intl.DateTimeFormat>();
  const age = (at: Date) => now.getTime() - at.getTime();
  const day = (at: Date) => {
    const year = age(at) < 300 * dayMs ? undefined : 'numeric';
    const format =
      formats.get(`${year}`) ??
      new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year });
    formats.set(`${year}`, format);
    return format.format(at);
  };
  const ago = (at: Date) => {
    if (age(at) >= 7 * dayMs) return `on ${day(at)}`;
    const [unit, size] = units.find(([, each]) => age(at) >= each) ?? ['minute', minuteMs];
    return relative.format(-Math.max(1, Math.floor(age(at) / size)), unit);
  };
  return { age, day, ago };
}
