import type { Mailer } from '../adapters/mail/mailer.ts';
import type { AccountStore } from '../adapters/table/account-store.ts';
import type { KeyStore } from '../adapters/table/key-store.ts';
import type { NoticeStore } from '../adapters/table/notice-store.ts';

/** What the parts of the notifier work with. */
export interface NotifierDependencies {
  accounts: AccountStore;
  keys: KeyStore;
  notices: NoticeStore;
  mailer: Pick<Mailer, 'send'>;
  /** Where the links in mails lead; without a trailing slash. */
  portalUrl: string;
  /** Read before each step, since a run can take minutes. */
  clock: () => Date;
}

/** What was done for one account. */
export interface Served {
  /** Mails that the mail service accepted. */
  mails: number;
  /** Notices in them. */
  notices: number;
  /**
   * Why the mail service refused the account's mail, or why it could not be written; it is postponed, or
   * given up.
   */
  refusal: unknown;
  /** The last try failed, or no recipient is left: the notices are recorded as not delivered. */
  undeliverable: boolean;
}
