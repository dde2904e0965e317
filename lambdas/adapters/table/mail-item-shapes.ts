import type { NoticeKind } from '../../core/digest.ts';
import type { SecretFact } from '../../core/leak-notices.ts';
import type { ItemKey } from './item-keys.ts';

// What the table has about mails: inside the account's item, in its log, and of mailboxes (item-shapes.ts has the rest).

export type MissedNoticeItem =
  | [keyId: string, expiresAt: number, atMs: number]
  | [keyId: string, zero: 0, atMs: number, kind: SecretFact['kind'], startedAtMs: number];

export interface MailingItem {
  startedAtMs: number;
  notices: SentNoticeItem[];
  to: string[];
  firstAtMs?: number;
  messageId?: string;
  unconfirmed?: string[];
}

/** What a digest said, kept between its sending and its recording. */
export interface SentDigestItem {
  atMs: number;
  /** Absent: the same. */
  asOfMs?: number;
  /** Null: the mail service accepted no mail. */
  messageId: string | null;
  /** Absent: sent, or not delivered if there is no message id. */
  outcome?: 'unconfirmed';
  to: string[];
  notices: SentNoticeItem[];
}

export interface SentNoticeItem extends NoticeMatterItem {
  keyId: string;
  name: string;
  noticeAt: number;
  /** Of a rotation: up to when it has been told then, and when the notifier looks at it again; absent: never. */
  toldUntilMs?: number;
  nextAt?: number;
}

/** What a notice is about. */
export interface NoticeMatterItem {
  kind: NoticeKind;
  leadDays?: number;
  /** 0 for a rotation or a leak: earlier versions expect a number, and find no key with that date. */
  expiresAt: number;
  /** Of a rotation: when it began (of a leak: when it was reported) and, if that was known, when its old secret ends (seconds since 1970). */
  startedAtMs?: number;
  oldSecretEndsAt?: number;
}

/** One line of the account's log of notices. */
export interface NoticeItem extends ItemKey, NoticeMatterItem {
  atMs: number;
  keyId: string;
  name: string;
  /** Absent: the mail service accepted no mail. */
  messageId?: string;
  /** Absent: sent, or not delivered if there is no message id. */
  outcome?: 'unconfirmed';
  to: string[];
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}

/** What is known about a mailbox over all accounts. */
export interface MailboxItem extends ItemKey {
  bouncedAtMs?: number;
  complainedAtMs?: number;
  /** When it was last asked for a confirmation. */
  askedAtMs?: number;
  /** `<account> <requested at, ms> <hash of the spelling>`: whose request that was. */
  askedBy?: string;
  /** The accounts that have asked it. */
  accounts?: Set<string>;
}
