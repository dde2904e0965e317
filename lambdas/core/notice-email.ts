import { createHmac, timingSafeEqual } from 'node:crypto';

/** Extra addresses that one account may have its notices sent to. */
export const noticeEmailLimit = 5;

/** Requests for confirmation that one account may cause in a day, so that it can't be used to pester others. */
export const confirmationsPerDay = 10;

/** How long an address that was asked and then taken off the list is remembered, so that to put it back asks it no second time. */
const askedMemoryMs = 86_400_000;

/** How long the link in a request for confirmation works. */
export const confirmationDays = 7;

/** Amazon SES takes up to 320 characters and ASCII before the `@`. */
const emailForm =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** An address besides that of the sign-in. It gets nothing but one request for confirmation until it has confirmed. */
export interface NoticeEmail {
  email: string;
  requestedAt: Date;
  /** When the request for confirmation was sent; null: still to be sent. */
  askedAt: Date | null;
  confirmedAt: Date | null;
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && emailForm.test(text);
}

/** Whether two addresses reach the same mailbox, as far as anybody can tell. */
export function isSameEmail(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** An account's further addresses, and those taken off of late that were asked already. */
export interface NoticeEmailLists {
  noticeEmails: readonly NoticeEmail[];
  formerNoticeEmails: readonly NoticeEmail[];
}

/**
 * The lists when the further addresses are to be `emails`: those that were there keep their confirmation, the others have yet to
 * confirm. One that was asked within a day is not asked anew: the link that it has got works again.
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

/** What a confirmation link proves: that who holds it reads the mail of this address. */
export interface ConfirmationClaim {
  accountId: string;
  email: string;
  requestedAt: Date;
}

/** The token of a confirmation link, signed with the account's own secret; nothing has to be stored for it. */
export function sealConfirmation(claim: ConfirmationClaim, accountSecret: string): string {
  const payload = Buffer.from(
    JSON.stringify([claim.accountId, claim.email, claim.requestedAt.getTime()]),
  ).toString('base64url');
  return `${payload}.${sign(payload, accountSecret)}`;
}

/** What a token claims, unproved: for finding the account whose secret proves it. Null when it has not the form. */
export function readConfirmation(token: string): ConfirmationClaim | null {
  try {
    const claim: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    if (!Array.isArray(claim)) return null;
    const [accountId, email, requestedAtMs] = claim;
    // Whatever stands in place of the account's id is looked up before the token is proved: it must be one.
    if (typeof accountId !== 'string' || !/^[0-9A-Za-z]{12}$/.test(accountId)) return null;
    if (typeof email !== 'string' || !Number.isInteger(requestedAtMs)) return null;
    return { accountId, email, requestedAt: new Date(requestedAtMs) };
  } catch {
    return null;
  }
}

/** Whether the token was sealed with the account's secret, and its time is not over. */
export function isConfirmationGenuine(token: string, accountSecret: string, now: Date): boolean {
  const [payload = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(payload, accountSecret));
  const presented = Buffer.from(signature);
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) return false;
  const claim = readConfirmation(token);
  return claim !== null && now.getTime() - claim.requestedAt.getTime() < confirmationDays * 86_400_000;
}

function sign(payload: string, accountSecret: string): string {
  return createHmac('sha256', accountSecret).update(`confirm-email|${payload}`).digest('base64url');
}
