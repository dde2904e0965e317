import { createHmac, timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** Additional recipients that one account may have. */
export const noticeEmailLimit = 5;

/** Confirmation requests that one account may trigger in a day, so that it can't be used to pester others. */
export const confirmationsPerDay = 10;

/** How often a holder may have delivery tried again in a day. */
export const retriesPerDay = 3;

/** Permanent bounces of added addresses in a day after which an account adds no more. */
export const bouncesPerDay = 3;

/**
 * How long a removed address that was already asked is remembered, so that adding it again does not ask it
 * twice.
 */
const askedMemoryMs = 86_400_000;

/** How long the link in a confirmation request works. */
export const confirmationDays = 7;

/** Before the `@`, Amazon SES accepts only ASCII; no dot at either end, and no two in a row (RFC 5321). */
const localPartForm = /^(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** In ASCII: labels of letters, digits and hyphens, and a top-level domain that is no number. */
const domainForm =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

/** What may be written in an internationalized domain; anything else is not left to the conversion. */
const unicodeDomainForm = /^[\p{L}\p{M}\p{N}.-]+$/u;

/** An additional recipient of notices. It gets only one confirmation request until it has confirmed. */
export interface NoticeEmail {
  email: string;
  requestedAt: Date;
  /** When the confirmation request was sent; null: still to be sent. */
  askedAt: Date | null;
  confirmedAt: Date | null;
}

/**
 * An address as mail servers take it: an internationalized domain in punycode (`ops@xn--mnchen-3ya.de`). Null
 * when it is none.
 */
export function normalizeEmail(text: string): string | null {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  const ascii =
    /^[\x21-\x7e]*$/.test(domain) || !unicodeDomainForm.test(domain) ? domain : domainToASCII(domain);
  const email = `${local}@${ascii}`;
  return localPartForm.test(local) && domainForm.test(ascii) && email.length <= 254 ? email : null;
}

/** Whether two addresses reach the same mailbox, as far as one can tell. */
export function isSameEmail(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** An account's additional recipients, and recently removed addresses that were already asked. */
export interface NoticeEmailLists {
  noticeEmails: readonly NoticeEmail[];
  formerNoticeEmails: readonly NoticeEmail[];
}

/**
 * The lists once the additional recipients are to be `emails`: those already listed keep their confirmation,
 * the others have yet to confirm. An address that was asked within the last day is not asked again: the link
 * that it received works again.
 */
export function replaceNoticeEmails(
  { noticeEmails, formerNoticeEmails }: NoticeEmailLists,
  emails: readonly string[],
  now: Date,
): NoticeEmailLists {
  const known = [...noticeEmails, ...formerNoticeEmails.filter((entry) => isRemembered(entry, now))];
  const find = (entries: readonly NoticeEmail[], email: string) =>
    entries.find((entry) => isSameEmail(entry.email, email));
  const wanted = emails.map(
    (email) => find(known, email) ?? { email, requestedAt: now, askedAt: null, confirmedAt: null },
  );
  const former = known.filter((entry) => isRemembered(entry, now) && !find(wanted, entry.email));
  return {
    noticeEmails: wanted,
    formerNoticeEmails: former.map((entry) => ({ ...entry, confirmedAt: null })),
  };
}

function isRemembered({ askedAt }: NoticeEmail, now: Date): boolean {
  return askedAt !== null && now.getTime() - askedAt.getTime() < askedMemoryMs;
}

/** What a confirmation link proves: that its holder reads the mail of this address. */
export interface ConfirmationClaim {
  accountId: string;
  email: string;
  requestedAt: Date;
}

/**
 * The token of a confirmation link, signed with the account's own secret; nothing has to be stored for it.
 */
export function sealConfirmation(claim: ConfirmationClaim, signingSecret: string): string {
  const payload = Buffer.from(
    JSON.stringify([claim.accountId, claim.email, claim.requestedAt.getTime()]),
  ).toString('base64url');
  return `${payload}.${sign(payload, signingSecret, 'confirm-email')}`;
}

/**
 * What a token claims, not yet proved: for finding the account whose secret proves it. Null when it is
 * malformed.
 */
export function readConfirmation(token: string): ConfirmationClaim | null {
  const claim = readClaim(token);
  const requestedAtMs = claim?.rest[0];
  if (!claim || !Number.isInteger(requestedAtMs)) return null;
  const { accountId, email } = claim;
  return { accountId, email, requestedAt: new Date(Number(requestedAtMs)) };
}

function readClaim(token: string): (UnsubscribeClaim & { rest: unknown[] }) | null {
  try {
    const claim: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    if (!Array.isArray(claim)) return null;
    const [accountId, email, ...rest] = claim;
    // The account's id is looked up before the token is proved, so it must have the form of one.
    if (typeof accountId !== 'string' || !/^[0-9A-Za-z]{12}$/.test(accountId)) return null;
    return typeof email === 'string' ? { accountId, email, rest } : null;
  } catch {
    return null;
  }
}

/** Whether the token was sealed with the account's secret and has not expired. */
export function isConfirmationGenuine(token: string, signingSecret: string, now: Date): boolean {
  if (!isSealed(token, signingSecret, 'confirm-email')) return false;
  const claim = readConfirmation(token);
  return claim !== null && now.getTime() - claim.requestedAt.getTime() < confirmationDays * 86_400_000;
}

/** What the link to leave proves: that its bearer has got a mail to this address. It works for ever. */
export interface UnsubscribeClaim {
  accountId: string;
  email: string;
}

export function sealUnsubscribe({ accountId, email }: UnsubscribeClaim, signingSecret: string): string {
  const payload = Buffer.from(JSON.stringify([accountId, email])).toString('base64url');
  return `${payload}.${sign(payload, signingSecret, 'unsubscribe')}`;
}

/** As readConfirmation. */
export function readUnsubscribe(token: string): UnsubscribeClaim | null {
  const claim = readClaim(token);
  return claim && { accountId: claim.accountId, email: claim.email };
}

export function isUnsubscribeGenuine(token: string, signingSecret: string): boolean {
  return isSealed(token, signingSecret, 'unsubscribe');
}

function isSealed(token: string, signingSecret: string, purpose: Purpose): boolean {
  const [payload = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(payload, signingSecret, purpose));
  const presented = Buffer.from(signature);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}

/** So that no link does what another is for. */
type Purpose = 'confirm-email' | 'unsubscribe';

function sign(payload: string, signingSecret: string, purpose: Purpose): string {
  return createHmac('sha256', signingSecret).update(`${purpose}|${payload}`).digest('base64url');
}
