import { formatInstant } from './instant.ts';
import type { LifetimePolicy } from './lifetime-policy.ts';
import type { MailProblem, Undeliverable } from './mail-problem.ts';
import type { NoticeEmail } from './notice-email.ts';
import type { RecipientState } from './recipient.ts';
import type { Suspension } from './suspension.ts';

export interface Account {
  accountId: string;
  /** The sign-ins that lead to it, by their `sub`; an old account may lack the one that made it until that is used again. */
  signIns: readonly string[];
  /** The operator's own name for its user; null: the account was made by a sign-in. */
  externalId: string | null;
  /** Where notices go: the verified address of the sign-in, or the one that the operator gave with the external id. */
  email: string;
  /** When the ID token was issued that set the address; null: not known. */
  emailIssuedAt: Date | null;
  /** IANA name; the zone in which a date without a time ends, and in which mails show instants. */
  timeZone: string;
  /** Days before expiry at which notices are sent, the longest first. */
  noticeLeadDays: readonly number[];
  /** Additional recipients of notices. */
  noticeEmails: readonly NoticeEmail[];
  /** Recently removed addresses that were already sent a confirmation request. */
  formerNoticeEmails: readonly NoticeEmail[];
  /** When confirmation requests were triggered, at least those of the last day. */
  confirmationRequests: readonly Date[];
  /** Addresses that mail does not reach. */
  mailProblems: readonly MailProblem[];
  /** Permanent bounces of addresses that the account has added, at least those of the last day. */
  addressBounces: readonly Date[];
  /** When the holder asked to try delivery again, at least within the last day. */
  retries: readonly Date[];
  /** When the holder last said that mail reaches the addresses again; null: never. */
  retriedAt: Date | null;
  /** Addresses that left by their own link or complained, in lower case: they are not asked again. */
  leftEmails: readonly string[];
  /** Since when the holder gets no mails about coming expiries, by the holder's wish; null: they are sent. */
  leadTimeMailsOffSince: Date | null;
  /** What became of the mails to each address; addresses with nothing to say are left out. */
  recipients: readonly RecipientState[];
  /** Null: its keys work. */
  suspension: Suspension | null;
  /** Null while mail for the account is being accepted. */
  undeliverable: Undeliverable | null;
  /** Random; signs the account's cursors and confirmation links. Never shown to anybody. */
  signingSecret: string;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export interface AccountView extends AccountLimits {
  accountId: string;
  email: string;
  timeZone: string;
  noticeLeadDays: readonly number[];
  noticeEmails: { email: string; confirmed: boolean }[];
  leadTimeMails: boolean;
  /** Since when all of its keys are refused; null: they are not. */
  suspendedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** As the operator sees it. */
export interface OperatorAccountView extends AccountView {
  externalId: string | null;
  signIns: readonly string[];
  /** Null: it is not suspended. */
  suspensionReason: string | null;
}

/** What the operator allows, the same for all accounts. */
export interface AccountLimits {
  /** Keys that the account may have. */
  keyLimit: number;
  policy: LifetimePolicy;
}

export function viewAccount(account: Account, { keyLimit, policy }: AccountLimits): AccountView {
  return {
    accountId: account.accountId,
    email: account.email,
    timeZone: account.timeZone,
    noticeLeadDays: account.noticeLeadDays,
    noticeEmails: account.noticeEmails.map(({ email, confirmedAt }) => ({
      email,
      confirmed: confirmedAt !== null,
    })),
    leadTimeMails: account.leadTimeMailsOffSince === null,
    suspendedAt: account.suspension && formatInstant(account.suspension.since),
    keyLimit,
    policy,
    createdAt: formatInstant(account.createdAt),
    updatedAt: formatInstant(account.updatedAt),
  };
}

export function viewAccountForOperator(account: Account, limits: AccountLimits): OperatorAccountView {
  const { externalId, signIns, suspension } = account;
  return {
    ...viewAccount(account, limits),
    externalId,
    signIns,
    suspensionReason: suspension?.reason ?? null,
  };
}
