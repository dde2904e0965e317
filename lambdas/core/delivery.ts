import type { Account } from './account.ts';
import { formatInstant } from './instant.ts';
import type { AddressError, Undeliverable } from './mail-problem.ts';
import { isSameEmail } from './notice-email.ts';
import type { FieldError } from './problem-catalogue.ts';
import { recipientStateOf } from './recipient.ts';

/** Whether notices reach the holder, as the banner shows it. */
export interface DeliveryView {
  state: 'ok' | 'unconfirmed' | 'undeliverable';
  since: string | null;
  reason: Undeliverable['reason'] | null;
  addresses: AddressView[];
}

/** States of an address that need attention. */
export const addressTroubles = ['bounced', 'complained', 'refused', 'unconfirmed'] as const;
type AddressTrouble = (typeof addressTroubles)[number];

interface AddressView {
  email: string;
  state: 'ok' | 'pending' | AddressTrouble;
  /** With a trouble: since when, and what it means. */
  since?: string;
  detail?: string;
}

/**
 * The recipients of a digest: the sign-in's address and the confirmed ones, without those that mail does not
 * reach.
 */
export function deliverableAddresses(account: Account): string[] {
  const additional = account.noticeEmails.filter(
    // The sign-in's own address may have been added as well: it gets one copy.
    ({ email, confirmedAt }) => confirmedAt !== null && !isSameEmail(email, account.email),
  );
  return [account.email, ...additional.map(({ email }) => email)].filter(
    (email) => !addressErrorOf(account, email),
  );
}

/** Whether a recipient wants to be told about expiries to come; about past ones everybody is. */
export function wantsLeadTimes(account: Account, email: string): boolean {
  return account.leadTimeMailsOffSince === null || !isSameEmail(email, account.email);
}

/** Since when no recipient is left for a digest, and why; null while there is one. */
export function findUnreachable(account: Account): Undeliverable | null {
  const reason = addressErrorOf(account, account.email);
  if (reason === null || deliverableAddresses(account).length > 0) return null;
  const since = Math.max(...account.mailProblems.map(({ at }) => at.getTime()));
  return { since: new Date(since), reason };
}

/**
 * Why addresses that are new to the account can't be added: they get the notices already, or must not be
 * asked.
 */
export function findUnwelcome(account: Account, emails: readonly string[]): FieldError[] {
  return emails.flatMap((email, index) => {
    if (account.noticeEmails.some((entry) => isSameEmail(entry.email, email))) return [];
    const field = `noticeEmails.${index}`;
    if (isSameEmail(email, account.email))
      return { field, detail: 'is the address of the sign-in, which gets the notices anyway' };
    if (account.leftEmails.includes(email.toLowerCase()))
      return { field, detail: 'has left or reported our mail as unwanted; it is not asked again' };
    const problem = account.mailProblems.find((known) => isSameEmail(known.email, email));
    return problem ? { field, detail: unwelcome[problem.reason] } : [];
  });
}

const unwelcome: Record<AddressError, string> = {
  bounced: 'bounced earlier; once it accepts mail, POST /api/v1/account/retry-delivery, then add it again',
  complained: 'belongs to somebody who reported our mail as unwanted; it is not asked again',
};

export function viewDelivery(account: Account): DeliveryView {
  const undeliverable = account.undeliverable ?? findUnreachable(account);
  return {
    state: undeliverable ? stateOf(undeliverable) : 'ok',
    since: undeliverable && formatInstant(undeliverable.since),
    reason: undeliverable?.reason ?? null,
    addresses: [
      viewAddress(account, account.email, true),
      ...account.noticeEmails.map(({ email, confirmedAt }) =>
        viewAddress(account, email, confirmedAt !== null),
      ),
    ],
  };
}

function stateOf({ reason }: Undeliverable): DeliveryView['state'] {
  return reason === 'unconfirmed' ? 'unconfirmed' : 'undeliverable';
}

function viewAddress(account: Account, email: string, isConfirmed: boolean): AddressView {
  const problem = account.mailProblems.find((known) => known.email === email);
  const { trouble } = recipientStateOf(account, email);
  const state = problem?.reason ?? trouble?.reason;
  const since = problem?.at ?? trouble?.since;
  if (!state || !since) return { email, state: isConfirmed ? 'ok' : 'pending' };
  return { email, state, since: formatInstant(since), detail: troubleDetails[state] };
}

const troubleDetails: Record<AddressTrouble, string> = {
  bounced: 'Mail to this address came back. Nothing more is sent to it.',
  complained: 'The reader of this address reported our mail as unwanted. Nothing more is sent to it.',
  refused: 'The mail service refused our last mail to this address. It is tried again with growing pauses.',
  unconfirmed: 'Nobody knows whether our last mail to this address arrived. The next one is sent as usual.',
};

/** Why mail does not reach an address of the account; null when nothing is known against it. */
export function addressErrorOf(account: Account, email: string): AddressError | null {
  return account.mailProblems.find((problem) => problem.email === email)?.reason ?? null;
}
