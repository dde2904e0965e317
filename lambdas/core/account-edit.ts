import type { Account } from './account.ts';
import { requireRoom } from './daily-limit.ts';
import { rememberLeft, tidyProblems } from './mail-problem.ts';
import {
  bouncesPerDay,
  confirmationsPerDay,
  isSameEmail,
  type NoticeEmail,
  retriesPerDay,
} from './notice-email.ts';

/** What somebody wants changed about an account. An absent field is kept. */
export interface AccountEdit {
  email?: string;
  /** Goes with `email`. */
  emailIssuedAt?: Date;
  timeZone?: string;
  noticeLeadDays?: readonly number[];
  noticeEmails?: readonly NoticeEmail[];
  formerNoticeEmails?: readonly NoticeEmail[];
  /** Forgets which addresses mail did not reach, so that the next notice is tried again. */
  retryDelivery?: boolean;
  /** Whether the holder gets mails about coming expiries. */
  leadTimeMails?: boolean;
  /** An address that leaves by its own link. */
  leaving?: string;
}

/** The fields that an edit gives a new value, and what it asks of the notifier. */
export interface AccountChanges extends Partial<Account> {
  /** The notices of the account's keys are to be rescheduled by its lead times, which hold since then. */
  leadDaysSince?: Date;
  /** When the notifier is to look at the account; absent: an earlier appointment stands. */
  dueAt?: Date;
}

/** What an edit changes about an account, by the rules. @throws Problem `rate_limited` */
export function applyEdit(account: Account, edit: AccountEdit, now: Date): AccountChanges {
  const { email, timeZone, noticeLeadDays, noticeEmails, formerNoticeEmails, retryDelivery, leadTimeMails } =
    edit;
  const hasUnasked = noticeEmails?.some(({ askedAt }) => askedAt === null) ?? false;
  return {
    updatedAt: now,
    ...(email !== undefined && { email }),
    ...(edit.emailIssuedAt && { emailIssuedAt: edit.emailIssuedAt }),
    ...(timeZone !== undefined && { timeZone }),
    ...(noticeLeadDays && {
      noticeLeadDays: noticeLeadDays.toSorted((a, b) => b - a),
      leadDaysSince: now,
    }),
    ...(noticeEmails && { noticeEmails, ...countConfirmations(account, noticeEmails, now) }),
    // Problems of addresses that are no longer the account's would only pile up.
    ...(noticeEmails && account.mailProblems.length > 0 && tidyProblems({ ...account, noticeEmails })),
    ...(formerNoticeEmails && { formerNoticeEmails }),
    ...(leadTimeMails !== undefined && {
      leadTimeMailsOffSince: leadTimeMails ? null : (account.leadTimeMailsOffSince ?? now),
    }),
    ...(edit.leaving !== undefined && leave(account, edit.leaving)),
    ...((noticeLeadDays || hasUnasked) && { dueAt: now }),
    ...(retryDelivery && { retries: countRetry(account, now) }),
    // A new address, or the holder's word that the old one works again, wipes the slate clean.
    ...((email !== undefined || retryDelivery) && {
      ...keepComplaints(account),
      undeliverable: null,
      retriedAt: now,
      dueAt: now,
    }),
  };
}

/** Trying again sends mail to addresses that have bounced: often enough for a person, and no more. */
function countRetry({ retries }: Account, now: Date): Date[] {
  const detail = `Delivery may be tried again ${retriesPerDay} times a day. Make sure that the addresses work, and try tomorrow.`;
  return [...requireRoom(retries, { most: retriesPerDay, detail }, now), now];
}

function leave(account: Account, email: string): AccountChanges {
  return {
    noticeEmails: account.noticeEmails.filter((entry) => !isSameEmail(entry.email, email)),
    leftEmails: rememberLeft(account, email),
  };
}

/** Only the reader of the sign-in's own address can undo a complaint: others must not be sent anything more. */
function keepComplaints(account: Account): Pick<AccountChanges, 'mailProblems' | 'leftEmails'> {
  const { email, mailProblems } = account;
  const others = mailProblems.filter((problem) => !isSameEmail(problem.email, email));
  return tidyProblems(
    account,
    others.filter(({ reason }) => reason === 'complained'),
  );
}

/** Limits the confirmation requests to strangers per day, however often addresses come and go. */
function countConfirmations(
  { noticeEmails: current, confirmationRequests, addressBounces }: Account,
  noticeEmails: readonly NoticeEmail[],
  now: Date,
): Pick<AccountChanges, 'confirmationRequests'> {
  const known = new Set(current.map(({ email }) => email));
  const added = noticeEmails.filter(({ email, askedAt }) => askedAt === null && !known.has(email)).length;
  if (added === 0) return {};
  requireRoom(
    addressBounces,
    {
      most: bouncesPerDay,
      detail: `Mail to ${bouncesPerDay} addresses that you added came back today. Add no more until tomorrow.`,
    },
    now,
  );
  const recent = requireRoom(
    confirmationRequests,
    {
      most: confirmationsPerDay,
      added,
      detail: `An account may add ${confirmationsPerDay} notice addresses a day. Try again tomorrow.`,
    },
    now,
  );
  return { confirmationRequests: [...recent, ...Array<Date>(added).fill(now)] };
}
