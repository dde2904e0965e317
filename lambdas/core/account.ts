import type { MailProblem, Undeliverable } from './delivery.ts';
import { formatInstant } from './instant.ts';
import type { NoticeEmail } from './notice-email.ts';

export interface Account {
  accountId: string;
  /** Where notices go: the verified address of the sign-in. */
  email: string;
  /** IANA name; the zone in which a date without a time ends, and in which mails show instants. */
  timeZone: string;
  /** Days before expiry at which notices are sent, the longest first. */
  noticeLeadDays: readonly number[];
  /** Further addresses for notices. */
  noticeEmails: readonly NoticeEmail[];
  /** Addresses that were asked and taken off the list of late. */
  formerNoticeEmails: readonly NoticeEmail[];
  /** Addresses that mail does not reach. */
  mailProblems: readonly MailProblem[];
  /** Null while mail is being taken for the account. */
  undeliverable: Undeliverable | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export interface AccountView {
  accountId: string;
  email: string;
  timeZone: string;
  noticeLeadDays: readonly number[];
  noticeEmails: { email: string; confirmed: boolean }[];
  createdAt: string;
  updatedAt: string;
}

export function viewAccount(account: Account): AccountView {
  return {
    accountId: account.accountId,
    email: account.email,
    timeZone: account.timeZone,
    noticeLeadDays: account.noticeLeadDays,
    noticeEmails: account.noticeEmails.map(({ email, confirmedAt }) => ({
      email,
      confirmed: confirmedAt !== null,
    })),
    createdAt: formatInstant(account.createdAt),
    updatedAt: formatInstant(account.updatedAt),
  };
}
