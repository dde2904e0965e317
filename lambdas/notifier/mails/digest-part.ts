import { isAboutAccess } from '../../core/access-notices.ts';
import type { Account } from '../../core/account.ts';
import type { ToldNotice } from '../../core/digest.ts';
import type { Counting } from '../../core/key-use.ts';
import { isAboutLeak } from '../../core/leak-notices.ts';
import { isSameEmail } from '../../core/notice-email.ts';
import { isAboutRotation } from '../../core/rotation-notices.ts';
import type { DescribeInstant } from './ending.ts';
import type { MailLook } from './mail-look.ts';
import type { DescribeUse, Moments } from './use-words.ts';
import type { Headline, NoticeWithUse } from './wording.ts';

export interface DigestInput {
  look: MailLook;
  account: Pick<Account, 'timeZone' | 'email' | 'leadTimeMailsOffSince'>;
  /** Who gets this copy, and the link by which that one leaves. */
  recipient: { email: string; unsubscribeUrl: string };
  /** Most urgent first. */
  notices: readonly ToldNotice[];
  /** How far the use of keys is known. */
  counting: Counting;
  portalUrl: string;
  now: Date;
}

/** A mail with the notices of the keys that it names. */
export interface DigestPart extends Omit<DigestInput, 'notices'> {
  notices: readonly NoticeWithUse[];
  headline: Headline;
  describeEnding: DescribeInstant;
  describeInstant: DescribeInstant;
  describeUse: DescribeUse;
  moments: Moments;
  shown: readonly NoticeWithUse[];
}

/** How many keys are not named; null: none. */
export function describeRest({ notices, shown }: DigestPart): string | null {
  const more = notices.length - shown.length;
  return more === 0 ? null : `And ${more} more`;
}

/** How to get no such mails: of a key, and why this one came. */
export function footnotes(input: DigestPart): string[] {
  return [
    `${howToStop(input)} The account’s settings say when notices are sent, and to whom.`,
    whySent(input),
  ];
}

function howToStop({ notices }: DigestPart): string {
  if (notices.every(isAboutLeak)) return 'That a secret key has leaked is told once.';
  if (notices.every(isAboutAccess)) return 'That a key was given access is told each time.';
  return notices.every(isAboutRotation)
    ? 'To stop notices about a rotation, finish or cancel it.'
    : 'To stop notices about a key, delete it or clear its expiration date.';
}

/** An additional recipient can't change the settings, and does not know by whom it was added. */
function whySent(input: DigestPart): string {
  const { email, leadTimeMailsOffSince } = input.account;
  const isAboutExpired = input.notices.some(({ kind }) => kind === 'expired');
  if (!isHolder(input))
    return `You get this email because you confirmed that you want the notices of ${email}.`;
  if (!leadTimeMailsOffSince) return 'You get this email because you sign in with this address.';
  const because = isAboutExpired
    ? 'calls with an expired key are refused'
    : input.notices.some(isAboutLeak)
      ? 'a secret key has leaked'
      : input.notices.some(isAboutAccess)
        ? 'a key was given access to the others'
        : 'a secret key is new, or about to stop working';
  return `You turned off emails before keys expire. You still get this one, because ${because}.`;
}

export function leavingText(input: DigestPart): string {
  return isHolder(input) ? 'Get no emails before keys expire' : 'Get no more of these emails';
}

function isHolder({ account, recipient }: DigestPart): boolean {
  return isSameEmail(account.email, recipient.email);
}

/**
 * The key's page; of one that expires or has leaked, with the dialog that mends it. The mail masks the access key, so
 * the link has only the half that names the key within the account.
 */
export function linkTo(portalUrl: string, notice: ToldNotice): string {
  const page = `${portalUrl}/keys/${notice.key.keyId}`;
  // Of a key that has leaked, the portal opens the rotation that brings it back.
  const isAtRest = isAboutRotation(notice) || (isAboutLeak(notice) && !notice.key.leakedAt);
  return isAtRest ? page : `${page}?extend`;
}

/** Where all keys are. */
export function linkToAll(portalUrl: string): string {
  return `${portalUrl}/keys`;
}
