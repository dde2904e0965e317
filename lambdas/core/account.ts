import { formatInstant } from './instant.ts';

export interface Account {
  accountId: string;
  /** Where notices go: the verified address of the sign-in. */
  email: string;
  /** IANA name; the zone in which a date without a time ends, and in which mails show instants. */
  timeZone: string;
  /** Days before expiry at which notices are sent, the longest first. */
  noticeLeadDays: readonly number[];
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export interface AccountView {
  accountId: string;
  email: string;
  timeZone: string;
  noticeLeadDays: readonly number[];
  createdAt: string;
  updatedAt: string;
}

export function viewAccount(account: Account): AccountView {
  return {
    accountId: account.accountId,
    email: account.email,
    timeZone: account.timeZone,
    noticeLeadDays: account.noticeLeadDays,
    createdAt: formatInstant(account.createdAt),
    updatedAt: formatInstant(account.updatedAt),
  };
}
