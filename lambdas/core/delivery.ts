import type { Account } from './account.ts';
import { formatInstant } from './instant.ts';
import { isSameEmail } from './notice-email.ts';
import type { FieldError } from './problem.ts';

/** Why mail to an address is no longer tried: it came back for good, or its reader called it unwanted. */
export type AddressFault = 'bounced' | 'complained';

/** What the mail service has told about an address of the account. */
export interface MailProblem {
  email: string;
  fault: AddressFault;
  at: Date;
}

/** Since when, and why, notices do not reach anybody. */
export interface Undeliverable {
  since: Date;
  reason: AddressFault | 'refused';
}

/** Whether the holder gets the notices, as the banner shows it. */
export interface DeliveryView {
  state: 'ok' | 'undeliverable';
  since: string | null;
  reason: Undeliverable['reason'] | null;
  addresses: { email: string; state: 'ok' | 'pending' | AddressFault }[];
}

/** The addresses that a digest goes to: the sign-in's and the confirmed ones, but for those that mail does not reach. */
export function deliverableAddresses(account: Account): string[] {
  const further = account.noticeEmails.filter(
    // The sign-in's own address may have been added as well: it gets one copy.
    ({ email, confirmedAt }) => confirmedAt !== null && !isSameEmail(email, account.email),
  );
  return [account.email, ...further.map(({ email }) => email)].filter((email) => !faultOf(account, email));
}

/** Since when no address is left that a digest could go to, and why; null while there is one. */
export function findUnreachable(account: Account): Undeliverable | null {
  const reason = faultOf(account, account.email);
  if (reason === null || deliverableAddresses(account).length > 0) return null;
  const since = Math.max(...account.mailProblems.map(({ at }) => at.getTime()));
  return { since: new Date(since), reason };
}

/** Why addresses that are new to the account can't be added to it: they get the notices already, or are not to be asked. */
export function findUnwelcome(account: Account, emails: readonly string[]): FieldError[] {
  return emails.flatMap((email, index) => {
    if (account.noticeEmails.some((entry) => isSameEmail(entry.email, email))) return [];
    const field = `noticeEmails.${index}`;
    if (isSameEmail(email, account.email))
      return { field, detail: 'is the address of the sign-in, which gets the notices anyway' };
    const problem = account.mailProblems.find((known) => isSameEmail(known.email, email));
    return problem ? { field, detail: unwelcome[problem.fault] } : [];
  });
}

const unwelcome: Record<AddressFault, string> = {
  bounced: 'is one that mail came back from; once it works, POST /api/v1/account/retry-delivery, then add it',
  complained: 'is one whose reader has called our mail unwanted; it is not asked again',
};

export function viewDelivery(account: Account): DeliveryView {
  const undeliverable = account.undeliverable ?? findUnreachable(account);
  return {
    state: undeliverable ? 'undeliverable' : 'ok',
    since: undeliverable && formatInstant(undeliverable.since),
    reason: undeliverable?.reason ?? null,
    addresses: [
      { email: account.email, state: faultOf(account, account.email) ?? 'ok' },
      ...account.noticeEmails.map(({ email, confirmedAt }) => ({
        email,
        state: faultOf(account, email) ?? (confirmedAt ? ('ok' as const) : ('pending' as const)),
      })),
    ],
  };
}

/** What keeps mail from an address of the account. */
export function faultOf(account: Account, email: string): AddressFault | null {
  return account.mailProblems.find((problem) => problem.email === email)?.fault ?? null;
}
