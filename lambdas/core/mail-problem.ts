/** Why we no longer send to an address: mail to it bounced permanently, or its reader marked our mail as unwanted. */
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
