import type { Mailer } from '../adapters/mail/mailer.ts';
import type { AccountStore } from '../adapters/table/account-store.ts';
import type { KeyStore } from '../adapters/table/key-store.ts';
import type { NoticeStore } from '../adapters/table/notice-store.ts';

/** What the parts of the notifier work with. */
export interface NotifierTools {
  accounts: AccountStore;
  keys: KeyStore;
  notices: NoticeStore;
  mailer: Pick<Mailer, 'send'>;
  /** Where the links in mails lead; no slash at the end. */
  portalUrl: string;
  /** Read before each step, since a run can last for minutes. */
  clock: () => Date;
}

/** What was done for one account. */
export interface Served {
  /** Mails that the mail service took. */
  mails: number;
  /** Notices in them. */
  notices: number;
  /** Why the mail service would not take the account's mail, or it could not be written; it is put off, or given up. */
  refusal: unknown;
  /** The last try failed, or no address is left to try: the notices are written down as not delivered. */
  undeliverable: boolean;
}
