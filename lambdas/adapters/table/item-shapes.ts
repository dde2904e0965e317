import type { KeyAccess } from '../../core/key-access.ts';
import type { AddressError, Undeliverable } from '../../core/mail-problem.ts';
import { accountSortKey, type ItemKey } from './item-keys.ts';
import type { MailingItem, MissedNoticeItem, SentDigestItem } from './mail-item-shapes.ts';

// The items of the table as they are stored. The names of attributes never change: a table written by any
// version must work with any other.

export interface AccountItem extends ItemKey {
  email: string;
  /** A hash of the address, which the index of addresses is by. Absent: the account is older than that, and no sign-in has come since. */
  emailKey?: string;
  /** The `sub` of each sign-in that leads here. It may name one that never came to lead here, but lacks none that does. */
  signIns?: Set<string>;
  externalId?: string;
  /** When the ID token was issued that set the address. */
  emailIssuedAtMs?: number;
  timeZone: string;
  /** Absent: the operator's lead times hold. */
  noticeLeadDays?: number[];
  /**
   * The account's keys by id, with the second at which each id was reserved: the limit counts these. An id is
   * reserved before its key is written, so the map may name keys that do not exist (see KeyStore), but never
   * lacks one that does.
   */
  keys: Record<string, number>;
  /** Random; signs the account's cursors and confirmation links. */
  cursorSecret: string;
  /** Since when it is being deleted: to everybody else there is no such account any more. */
  deletingAtMs?: number;
  /** The account that its sign-in joins: then it is deleted because of that. */
  joinsId?: string;
  createdAtMs: number;
  updatedAtMs: number;
  version: number;
  noticeEmails?: NoticeEmailItem[];
  /** Removed addresses that were already sent a request; old ones are dropped when the list is changed. */
  formerNoticeEmails?: NoticeEmailItem[];
  /** When confirmation requests were triggered, within a day of the latest. */
  confirmationsMs?: number[];
  /** Permanent bounces of addresses that the account has added, at least those of the last day. */
  addressBouncesMs?: number[];
  /** Addresses that left by their own link, or complained, in lower case. */
  leftEmails?: string[];
  /** The holder gets no mails about coming expiries. */
  leadTimeMailsOffMs?: number;
  /** By address. */
  mailProblems?: Record<string, { fault: AddressError; atMs: number }>;
  undeliverable?: { sinceMs: number; reason: Undeliverable['reason'] };
  /** By address: what became of the mails to it. */
  recipients?: Record<string, RecipientItem>;
  /** Refusals up to then are forgotten: the holder said that the addresses work again. */
  retriedAtMs?: number;
  /** When the holder said so, at least within the last day. */
  retriesMs?: number[];
  /** The notices that are being mailed, until no outcome is unknown. */
  mailing?: MailingItem;
  /** When the account's buckets of digests about coming expiries, and about expired keys, are full again. */
  expiringMailsFullMs?: number;
  expiredMailsFullMs?: number;
  /** When mails were handed over within the last day: to the sign-in's address, and to others. */
  holderMailsMs?: number[];
  recipientMailsMs?: number[];
  /**
   * `<attempt> <message id>` of mails whose acceptance the mail service reported by an event: it settles the
   * outcome of an attempt that is still open.
   */
  acceptedAttempts?: Set<string>;
  /**
   * Set with the queue's attributes below: the keys' notices are to be rescheduled by the account's new lead
   * times.
   */
  replan?: true;
  /** Since when these lead times hold. Absent with `replan`: an earlier version set it. */
  replanSinceMs?: number;
  /** While it is suspended: since when (seconds since 1970), and why. */
  suspendedAt?: number;
  suspensionReason?: string;
  /** Counts how often it was suspended or resumed; absent: never. */
  suspensionNo?: number;
  /** The queue's: set while the account has confirmation requests to send, or keys to reschedule. */
  noticeAt?: number;
  noticeShard?: number;
  /**
   * Which run of the notifier is serving the account, and until when (seconds since 1970) others keep away.
   */
  leaseOwner?: string;
  leaseUntil?: number;
  /** A digest that the mail service has accepted, until all of its notices are recorded. */
  unsettled?: SentDigestItem;
}

export interface NoticeEmailItem {
  email: string;
  requestedAtMs: number;
  askedAtMs?: number;
  confirmedAtMs?: number;
}

export interface RecipientItem {
  failures?: number;
  trouble?: 'refused' | 'unconfirmed';
  sinceMs?: number;
  lastAtMs?: number;
  retryAtMs?: number;
  /** A mail that was handed over, or was about to be, and whose outcome is unknown. */
  attempt?: {
    id: string;
    atMs: number;
    copies: number;
    purpose: 'digest' | 'missed' | 'request';
    missed?: number;
  };
  /**
   * Notices that others have got: key id, expiration date (seconds since 1970), time in the log. If it was about a
   * rotation or a leak, the date is 0, and its kind and when the rotation began, or the leak was reported, follow.
   */
  missed?: MissedNoticeItem[];
}

export interface KeyItem extends ItemKey {
  name: string;
  description?: string;
  /** SHA-256 of the current secret key, base64. */
  digest: string;
  /** The number of that secret. Absent: 1, the one that the key was created with. */
  secretNo?: number;
  /** Of a pending rotation: its new secret. */
  newDigest?: string;
  newSecretNo?: number;
  /** The secret that ended last, or works until then (seconds since 1970). Without that instant, a call has ended it. */
  oldDigest?: string;
  oldSecretNo?: number;
  oldSecretUntil?: number;
  /** Of the last rotation, unless a call has ended it. */
  rotatedAtMs?: number;
  overlapSeconds?: number;
  /** The key rotated itself, and the network that it called from, if known. */
  rotatedByKey?: true;
  rotatedFrom?: string;
  /** When the key rotated itself, at least within the last day. */
  selfRotationsMs?: number[];
  /**
   * The latest rotation that was carried out by a request with an Idempotency-Key: `<hash of the request> <hash of its body>
   * <number of the secret> <milliseconds since 1970>`.
   */
  rotationRequest?: string;
  /** When each of its secrets was last used: `<number>:<seconds since 1970>`, with commas. No part of `version`. */
  secretUse?: string;
  createdAtMs: number;
  updatedAtMs: number;
  /** Seconds since 1970. Absent: never expires. */
  expiresAt?: number;
  /** Since when its account is suspended, and since when its only secret is known to have leaked (seconds since 1970). */
  suspendedAt?: number;
  leakedAt?: number;
  /** The account's `suspensionNo` that this is as of; absent: it was created before the first. No part of `version`. */
  suspensionNo?: number;
  /** The number of the secret that was last ended because it leaked. */
  leakedSecretNo?: number;
  isDefault?: true;
  /** Its bearer may rotate it. */
  selfRotation?: true;
  /** What its bearer may do with the keys of the account; absent: nothing. And when access was granted last. */
  access?: Exclude<KeyAccess, 'none'>;
  accessSinceMs?: number;
  /** The id of the key that made it. Absent: a person or the operator did. */
  createdBy?: string;
  version: number;
  /**
   * The next notice (seconds since 1970) and its index partition; both absent while none is scheduled.
   */
  noticeAt?: number;
  noticeShard?: number;
  /**
   * Since when (seconds since 1970) a postponed notice is owed: `noticeAt` is then the time of the next try,
   * and no plan. Absent: nothing is postponed.
   */
  owedSince?: number;
  /** Failed tries to send the postponed notice; absent: none. */
  noticeTries?: number;
  /**
   * Of the body of the request that created it; absent: that had no Idempotency-Key. Tells a repeat of the request
   * from one that wants something else.
   */
  bodyHash?: string;
  /** What is known of its use, packed (key-use-attribute.ts). Absent: never used. No part of `version`. */
  use?: Uint8Array;
}

/**
 * The place of a key's rotation, and of a leak, in the queue of notices: when the notifier is to look at it. What there is to tell
 * follows from the key; here is only what has been told.
 */
export interface RotationMailItem extends ItemKey {
  /** Absent: there is nothing left to tell. */
  noticeAt?: number;
  noticeShard?: number;
  /** As in a key's item. */
  owedSince?: number;
  noticeTries?: number;
  /** The rotation, and up to when what falls due about it has been told, or left out. */
  toldOfMs?: number;
  toldUntilMs?: number;
  /** The latest report of a secret that leaked: its number, when that was, and where it was found. */
  leakedSecretNo?: number;
  leakReportedMs?: number;
  leakPlaces?: string[];
  /** When the key was to be given access, and which such grant has been told last. */
  accessGrantMs?: number;
  accessToldMs?: number;
  /** Seconds since 1970, once nothing is left to tell; DynamoDB may remove the item from then on. */
  removeAfter?: number;
}

/**
 * Stands under the id of a key that was never finished, or was deleted while its creation may be repeated, so that a
 * late creation collides with it.
 */
export interface VoidedKeyItem extends ItemKey {
  /** When the key was created that was deleted; absent: it was never finished. */
  deletedKeyMs?: number;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}

/** What lies in the partition of an account, apart from its log. */
export type InventoryItem = AccountItem | KeyItem | VoidedKeyItem | RotationMailItem;

/** Of an account that is not being deleted. */
export function isAccountItem(item: InventoryItem): item is AccountItem {
  return item.sk === accountSortKey && !('deletingAtMs' in item);
}

export function isKeyItem(item: InventoryItem): item is KeyItem {
  return 'digest' in item && typeof item.digest === 'string';
}
