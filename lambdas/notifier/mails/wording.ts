import { isAboutAccess } from '../../core/access-notices.ts';
import type { ToldExpiry, ToldNotice } from '../../core/digest.ts';
import { isAboutLeak, isAboutSecrets } from '../../core/leak-notices.ts';
import type { NoticeUse } from '../../core/notice-use.ts';
import { isAboutRotation } from '../../core/rotation-notices.ts';
import {
  describeAccess,
  describeAccessConsequences,
  describeAccesses,
  describeMoreAccesses,
} from './access-wording.ts';
import { isolate } from './isolate.ts';
import { describeLeak, describeLeakConsequences, describeLeaks, leakAction } from './leak-wording.ts';
import { count, timeLeft } from './quantities.ts';
import {
  describeMoreRotations,
  describeRotation,
  describeRotationConsequences,
  describeRotations,
} from './rotation-wording.ts';

/** A notice, and what is known of the use of its key. */
export type NoticeWithUse = ToldNotice & { use: NoticeUse };
type ExpiryWithUse = ToldExpiry & { use: NoticeUse };

/** What a mail is about in one sentence. A name is apart, so that it can be isolated from the text around it. */
export interface Headline {
  /** The key that the sentence begins with; null: with none. */
  name: string | null;
  fact: string;
}

/** The worst fact, with the name of its key if there is only one such; and how many more keys it is about. */
export function headlineOf(notices: readonly NoticeWithUse[], now: Date): Headline {
  const [worst] = notices;
  const expiries = notices.filter((notice) => !isAboutSecrets(notice));
  const rotations = notices.filter(isAboutRotation);
  const grants = notices.filter(isAboutAccess);
  const others = describeOthers(
    expiries.filter(({ kind }) => kind === 'expired').length,
    expiries.filter(({ kind }) => kind === 'expiring'),
    now,
  );
  const leaks = notices.filter(isAboutLeak);
  if (leaks.length > 0) {
    const { name, fact } = describeLeaks(leaks);
    const more = `${describeMoreAccesses(grants.length)}${describeMoreRotations(rotations.length)}`;
    return { name, fact: `${fact}${more}${others}` };
  }
  if (grants.length > 0) {
    const { name, fact } = describeAccesses(grants);
    return { name, fact: `${fact}${describeMoreRotations(rotations.length)}${others}` };
  }
  if (worst && isAboutRotation(worst)) {
    const same = rotations.filter(({ kind }) => kind === worst.kind);
    const more = describeMoreRotations(rotations.length - same.length);
    return same.length === 1
      ? { name: worst.key.name, fact: `${describeRotation(worst, now)}${more}${others}` }
      : { name: null, fact: `${describeRotations(worst.kind, same.length)}${more}${others}` };
  }
  const { name, fact } = expiryHeadlineOf(expiries, now);
  return { name, fact: `${fact}${describeMoreRotations(rotations.length)}` };
}

function expiryHeadlineOf(notices: readonly ExpiryWithUse[], now: Date): Headline {
  const expired = notices.filter(({ kind }) => kind === 'expired');
  const expiring = notices.filter(({ kind }) => kind === 'expiring');
  const [worst] = notices;
  if (worst && notices.length === 1)
    return { name: worst.key.name, fact: `${describeNotice(worst, now)}${describeNeed(worst)}` };
  if (expired.length === 0) {
    const fact = `${count(expiring.length, 'API key')} ${expiry(expiring, now)}${describeNeeds(expiring)}`;
    return { name: null, fact };
  }
  const needed = findNeeded(expired);
  const rest = describeOthers(expired.length - needed.length, expiring, now);
  const [first] = needed;
  if (first && needed.length === 1)
    return { name: first.key.name, fact: `has expired${describeNeed(first)}${rest}` };
  const many = { still_called: 'expired API keys are still called', in_use: 'API keys in use have expired' };
  const fact = many[first?.use.need as keyof typeof many] ?? 'API keys have expired';
  return { name: null, fact: `${needed.length} ${fact}${rest}` };
}

/** Of expired keys those that matter most: still called; or in use until they expired; or all. */
function findNeeded(expired: readonly ExpiryWithUse[]): readonly ExpiryWithUse[] {
  for (const need of ['still_called', 'in_use'] as const) {
    const needed = expired.filter(({ use }) => use.need === need);
    if (needed.length > 0) return needed;
  }
  return expired;
}

/** Whether the key of a headline is needed; what is not known, or not needed, needs no haste. */
function describeNeed({ kind, use: { need } }: ExpiryWithUse): string {
  if (need === 'still_called') return ' and is still called';
  if (need !== 'in_use') return '';
  return kind === 'expired' ? ' and was in use' : ' and is in use';
}

/** `, 2 of them in use` */
function describeNeeds(notices: readonly ExpiryWithUse[]): string {
  const needed = notices.filter(({ use }) => use.need === 'in_use').length;
  if (needed === 0) return '';
  if (needed < notices.length) return `, ${needed} of them in use`;
  return needed === 2 ? ', both in use' : ', all in use';
}

/** `, 1 more has expired`, `, 2 more expire in 7 days`, or both together. */
function describeOthers(expired: number, expiring: readonly ExpiryWithUse[], now: Date): string {
  if (expired === 0) return expiring.length === 0 ? '' : `, ${expiring.length} more ${expiry(expiring, now)}`;
  if (expiring.length > 0) return `, ${expired + expiring.length} more have expired or expire soon`;
  return `, ${expired} more ${expired === 1 ? 'has' : 'have'} expired`;
}

/** `expires in 7 days`, `expire in 7 days` or, if they differ, `expire, the first in 7 days`. */
function expiry(expiring: readonly ToldExpiry[], now: Date): string {
  const [first = '', ...others] = expiring
    .map(({ key }) => key.expiresAt)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .map((expiresAt) => timeLeft(expiresAt, now));
  if (others.length === 0) return `expires ${first}`;
  return others.every((left) => left === first) ? `expire ${first}` : `expire, the first ${first}`;
}

export function subjectOf({ name, fact }: Headline): string {
  return name === null ? fact : `${isolate(name)} ${fact}`;
}

/** What it means for calls, and what to do or not to do: a paragraph for each of what the notices are about. */
export function describeConsequences(notices: readonly NoticeWithUse[]): string[] {
  const expiries = notices.filter((notice) => !isAboutSecrets(notice));
  const leaks = describeLeakConsequences(notices.filter(isAboutLeak));
  const grants = describeAccessConsequences(notices.filter(isAboutAccess));
  const isAlone = expiries.length === 0 && leaks.length === 0 && grants.length === 0;
  const rotations = describeRotationConsequences(notices.filter(isAboutRotation), isAlone);
  const others = [...leaks, ...grants, ...rotations];
  if (expiries.length === 0) return others;
  return [
    ...leaks,
    ...grants,
    others.length === 0 ? describeConsequence(expiries) : ofExpiries,
    ...rotations,
  ];
}

function describeConsequence(notices: readonly ExpiryWithUse[]): string {
  const one = notices.length === 1;
  const [them, it] = one ? ['it', 'it'] : ['them', 'a key'];
  if (notices.every(({ kind }) => kind === 'expired')) {
    return `Calls with ${them} are refused. Give ${it} a later expiration date, and the same access key and secret key work again right away.`;
  }
  if (notices.every(({ kind }) => kind === 'expiring')) {
    const extending = `From then on, calls with ${them} are refused. Give ${it} a later expiration date to keep it working. Its access key and secret key stay the same.`;
    const isNeeded = notices.some(({ use }) => use.need !== 'quiet');
    return isNeeded
      ? extending
      : `${extending} Nothing appears to depend on ${them}: you can also let ${them} expire.`;
  }
  return 'Calls with an expired key are refused. A later expiration date restores it, with the same access key and secret key.';
}

/** Clear without the key at hand. */
const ofExpiries =
  'Calls with an expired key are refused. A later expiration date keeps a key working or restores it, with the same access key and secret key.';

/** What the mail says about one key: `has expired`, or `expires in 7 days`. */
export function describeNotice(notice: NoticeWithUse, now: Date): string {
  if (isAboutLeak(notice)) return describeLeak(notice);
  if (isAboutAccess(notice)) return describeAccess(notice);
  if (isAboutRotation(notice)) return describeRotation(notice, now);
  return notice.kind === 'expired' ? 'has expired' : `expires ${timeLeft(notice.key.expiresAt, now)}`;
}

export function endingVerb({ kind }: ToldExpiry): string {
  return kind === 'expired' ? 'Worked' : 'Works';
}

export function callToAction(notice: ToldNotice): string {
  const { kind } = notice;
  if (isAboutLeak(notice)) return leakAction(notice);
  if (isAboutAccess(notice)) return 'Review key';
  if (isAboutRotation(notice)) return kind === 'rotation_pending' ? 'Finish or cancel' : 'Review rotation';
  return kind === 'expired' ? 'Restore key' : 'Extend key';
}
