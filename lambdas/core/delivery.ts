import type { Account } from './account.ts';
import { formatInstant } from './instant.ts';
import { isSameEmail } from './notice-email.ts';

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

export function viewDelivery(account: Account): DeliveryView {
  const nobody = deliverableAddresses(account).length === 0;
  const fault = account.mailProblems.find(({ email }) => email === account.email);
  const undeliverable =
    account.undeliverable ?? (nobody && fault ? { since: fault.at, reason: fault.fault } : null);
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

function faultOf(account: Account, email: string): AddressFault | null {
  return account.mailProblems.find((problem) => problem.email === email)?.fault ?? null;
}
