import type { Account } from './account.ts';
import { isSameEmail } from './notice-email.ts';

/** Why we no longer send to an address: mail to it bounced for good, or its reader marked our mail as unwanted. */
export type AddressError = 'bounced' | 'complained';

/** What the mail service has reported about an address of the account. */
export interface MailProblem {
  email: string;
  reason: AddressError;
  at: Date;
}

/** Since when, and why, no notice reaches anybody, or nobody knows whether it does. */
export interface Undeliverable {
  since: Date;
  reason: AddressError | 'refused' | 'unconfirmed';
}

/** Addresses that are remembered to have left; who is forgotten could be asked once more. */
const leftMemory = 50;

/** The addresses that the account does not ask again, with one more. */
export function rememberLeft({ leftEmails }: Pick<Account, 'leftEmails'>, email: string): string[] {
  const left = email.toLowerCase();
  return [...leftEmails.filter((known) => known !== left), left].slice(-leftMemory);
}

/**
 * Problems of the account's own addresses; of others, it is only remembered who has complained, so that
 * however many addresses come and go, the account's item stays small.
 */
export function tidyProblems(
  account: Pick<Account, 'email' | 'noticeEmails' | 'mailProblems' | 'leftEmails'>,
  problems: readonly MailProblem[] = account.mailProblems,
): Pick<Account, 'mailProblems' | 'leftEmails'> {
  const own = [account.email, ...account.noticeEmails.map(({ email }) => email)];
  const isOwn = (problem: MailProblem) => own.some((email) => isSameEmail(email, problem.email));
  const leftEmails = problems
    .filter((problem) => problem.reason === 'complained' && !isOwn(problem))
    .reduce((left, { email }) => rememberLeft({ leftEmails: left }, email), [...account.leftEmails]);
  return { mailProblems: problems.filter(isOwn), leftEmails };
}

/**
 * What changes about an account once mail to `address` has failed for good. The address may have been taken off in the meantime: its reader's complaint counts all the same, and so does its bounce.
 */
export function recordAddressError(
  account: Account,
  address: string,
  reason: AddressError,
  now: Date,
): Pick<Account, 'mailProblems' | 'leftEmails'> & Partial<Pick<Account, 'addressBounces'>> {
  const isHolder = isSameEmail(address, account.email);
  const entry = account.noticeEmails.find(({ email }) => isSameEmail(email, address));
  const email = isHolder ? account.email : (entry?.email ?? address);
  const known = account.mailProblems.find((problem) => problem.email === email);
  const others = account.mailProblems.filter((problem) => problem !== known);
  // A late bounce does not undo a complaint.
  const problem = known?.reason === 'complained' && reason === 'bounced' ? known : { email, reason, at: now };
  const bounces = account.addressBounces.filter((at) => at.getTime() > now.getTime() - 86_400_000);
  return {
    ...tidyProblems(account, [...others, problem]),
    ...(reason === 'bounced' && !isHolder && { addressBounces: [...bounces, now].slice(-10) }),
  };
}
