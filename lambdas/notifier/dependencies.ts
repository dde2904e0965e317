import type { Mailer } from '../adapters/mail/mailer.ts';
import type { AccountStore } from '../adapters/table/account-store.ts';
import type { MailboxStore } from '../adapters/table/mailbox-store.ts';
import type { NoticeStore } from '../adapters/table/notice-store.ts';
import type { QueuedKeys } from '../adapters/table/queued-keys.ts';
import type { MailsPerDay } from '../core/daily-mails.ts';
import type { GatheringRules } from '../core/gathering.ts';
import type { Counting } from '../core/key-use.ts';
import type { MailLook } from './mails/mail-look.ts';

/** What the parts of the notifier work with. */
export interface NotifierDependencies {
  accounts: AccountStore;
  keys: QueuedKeys;
  notices: NoticeStore;
  mailboxes: MailboxStore;
  /** How far the use of keys is known; once a run. */
  readCounting: () => Promise<Counting>;
  mailer: Pick<Mailer, 'send'>;
  /** How often an account is mailed a digest. */
  gathering: GatheringRules;
  /** How many mails an account may be sent within 24 hours. */
  mailsPerDay: MailsPerDay;
  look: MailLook;
  /** Where the links in mails lead; without a trailing slash. */
  portalUrl: string;
  /** Read before each step, since a run can take minutes. */
  clock: () => Date;
}

/** What one run has, besides. */
export interface RunContext extends NotifierDependencies {
  /** Names this run in the leases; unique to the invocation. */
  owner: string;
  /** Waits until the mail service's sending rate allows one more mail. */
  awaitTurn: () => Promise<void>;
  /** Whether there is time left to begin something. */
  hasTime: () => boolean;
}

/** The run has no time left to send a mail that it was about to send. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/** Another run serves the account now, since this one was asleep for longer than its lease; or the account was suspended. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** What was done for one account. */
export interface AccountOutcome {
  /** Mails that the mail service accepted. */
  mails: number;
  /** Notices in them. */
  notices: number;
  /** Why mails were refused, could not be written, or have no known outcome. */
  failures: unknown[];
  /** No recipient was left, or each try failed: notices are recorded as not delivered. */
  undeliverable: boolean;
  /** Mails of which nobody will ever know whether they arrived. */
  unconfirmed: number;
}
