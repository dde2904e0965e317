import type { KeyAddress } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import type { AccountChanges } from '../../core/account-edit.ts';
import type { SentDigest, SentNotice } from '../../core/digest.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import type { Mailing } from '../../core/mailing.ts';
import type { NoticeEmail } from '../../core/notice-email.ts';
import { type NoticeRecord, noticeLogDays } from '../../core/notice-log.ts';
import { type NoticeFact, noticeShard } from '../../core/notice-schedule.ts';
import type { RecipientState } from '../../core/recipient.ts';
import { accountItemKey, keyItemKey, keySortPrefix, noticeItemKey } from './item-keys.ts';
import type {
  AccountItem,
  KeyItem,
  MailingItem,
  NoticeEmailItem,
  NoticeItem,
  RecipientItem,
  SentDigestItem,
  SentNoticeItem,
  VoidedKeyItem,
} from './item-shapes.ts';
import type { Undefinable } from './update-expression.ts';

// How the core's types are made of stored items, and the reverse. Nothing outside this folder sees an item.

/** @param defaultLeadDays the operator's lead times, for an account that has none of its own */
export function toAccount(item: AccountItem, defaultLeadDays: readonly number[]): Account {
  return {
    accountId: item.pk,
    email: item.email,
    emailIssuedAt: item.emailIssuedAtMs === undefined ? null : new Date(item.emailIssuedAtMs),
    timeZone: item.timeZone,
    noticeLeadDays: item.noticeLeadDays ?? defaultLeadDays,
    noticeEmails: (item.noticeEmails ?? []).map(toNoticeEmail),
    formerNoticeEmails: (item.formerNoticeEmails ?? []).map(toNoticeEmail),
    confirmationRequests: (item.confirmationsMs ?? []).map((ms) => new Date(ms)),
    mailProblems: Object.entries(item.mailProblems ?? {}).map(([email, { fault, atMs }]) => ({
      email,
      reason: fault,
      at: new Date(atMs),
    })),
    leftEmails: item.leftEmails ?? [],
    addressBounces: (item.addressBouncesMs ?? []).map((ms) => new Date(ms)),
    retries: (item.retriesMs ?? []).map((ms) => new Date(ms)),
    retriedAt: item.retriedAtMs === undefined ? null : new Date(item.retriedAtMs),
    leadTimeMailsOffSince: item.leadTimeMailsOffMs === undefined ? null : new Date(item.leadTimeMailsOffMs),
    recipients: toRecipientStates(item),
    undeliverable: item.undeliverable
      ? { since: new Date(item.undeliverable.sinceMs), reason: item.undeliverable.reason }
      : null,
    signingSecret: item.cursorSecret,
    createdAt: new Date(item.createdAtMs),
    updatedAt: new Date(item.updatedAtMs),
    version: item.version,
  };
}

/** The item of an account that is being made, with one key; its lead times are the operator's. */
export function toNewAccountItem(account: Account, keyId: string): AccountItem {
  return {
    ...accountItemKey(account.accountId),
    email: account.email,
    ...(account.emailIssuedAt && { emailIssuedAtMs: account.emailIssuedAt.getTime() }),
    timeZone: account.timeZone,
    keys: { [keyId]: toEpochSeconds(account.createdAt) },
    cursorSecret: account.signingSecret,
    createdAtMs: account.createdAt.getTime(),
    updatedAtMs: account.updatedAt.getTime(),
    version: account.version,
  };
}

/** The attributes to set on an account's item; undefined removes one. */
export function toAccountAttributes(accountId: string, changes: AccountChanges): Undefinable<AccountItem> {
  const { email, timeZone, noticeLeadDays, noticeEmails, formerNoticeEmails, confirmationRequests } = changes;
  const {
    leftEmails,
    addressBounces,
    leadTimeMailsOffSince,
    mailProblems,
    retriedAt,
    undeliverable,
    updatedAt,
    leadDaysSince,
    dueAt,
  } = changes;
  return {
    ...(updatedAt && { updatedAtMs: updatedAt.getTime() }),
    ...(email !== undefined && { email }),
    ...(changes.emailIssuedAt && { emailIssuedAtMs: changes.emailIssuedAt.getTime() }),
    ...(timeZone !== undefined && { timeZone }),
    ...(noticeLeadDays && { noticeLeadDays: [...noticeLeadDays] }),
    ...(noticeEmails && { noticeEmails: noticeEmails.map(toNoticeEmailItem) }),
    ...(formerNoticeEmails && {
      formerNoticeEmails: unlessEmpty(formerNoticeEmails.map(toNoticeEmailItem)),
    }),
    ...(confirmationRequests && { confirmationsMs: confirmationRequests.map((at) => at.getTime()) }),
    ...(mailProblems && { mailProblems: toMailProblemItems(mailProblems) }),
    ...(leftEmails && { leftEmails: [...leftEmails] }),
    ...(addressBounces && { addressBouncesMs: addressBounces.map((at) => at.getTime()) }),
    ...(leadTimeMailsOffSince !== undefined && { leadTimeMailsOffMs: leadTimeMailsOffSince?.getTime() }),
    ...(changes.retries && { retriesMs: changes.retries.map((at) => at.getTime()) }),
    ...(retriedAt && { retriedAtMs: retriedAt.getTime() }),
    ...(undeliverable !== undefined && {
      undeliverable: undeliverable
        ? { sinceMs: undeliverable.since.getTime(), reason: undeliverable.reason }
        : undefined,
    }),
    ...(leadDaysSince && { replan: true as const, replanSinceMs: leadDaysSince.getTime() }),
    ...(dueAt && queueAttributes(accountId, dueAt)),
  };
}

function toMailProblemItems(problems: Account['mailProblems']): AccountItem['mailProblems'] | undefined {
  const byEmail = problems.map(({ email, reason, at }) => [email, { fault: reason, atMs: at.getTime() }]);
  return problems.length > 0 ? Object.fromEntries(byEmail) : undefined;
}

function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function toNoticeEmail({ email, requestedAtMs, askedAtMs, confirmedAtMs }: NoticeEmailItem): NoticeEmail {
  return {
    email,
    requestedAt: new Date(requestedAtMs),
    askedAt: askedAtMs === undefined ? null : new Date(askedAtMs),
    confirmedAt: confirmedAtMs === undefined ? null : new Date(confirmedAtMs),
  };
}

function toNoticeEmailItem({ email, requestedAt, askedAt, confirmedAt }: NoticeEmail): NoticeEmailItem {
  return {
    email,
    requestedAtMs: requestedAt.getTime(),
    ...(askedAt && { askedAtMs: askedAt.getTime() }),
    ...(confirmedAt && { confirmedAtMs: confirmedAt.getTime() }),
  };
}

export function toKey(item: KeyItem): Key {
  return {
    accountId: item.pk,
    keyId: item.sk.slice(keySortPrefix.length),
    name: item.name,
    description: item.description ?? null,
    createdAt: new Date(item.createdAtMs),
    updatedAt: new Date(item.updatedAtMs),
    expiresAt: item.expiresAt === undefined ? null : fromEpochSeconds(item.expiresAt),
    isDefault: item.isDefault ?? false,
    noticeAt: item.noticeAt === undefined ? null : fromEpochSeconds(item.noticeAt),
    owedSince: item.owedSince === undefined ? null : fromEpochSeconds(item.owedSince),
    noticeTries: item.noticeTries ?? 0,
    version: item.version,
  };
}

/** The item of a key that is being created. */
export function toNewKeyItem(key: Key, secretHash: string): KeyItem {
  return {
    ...keyItemKey(key),
    name: key.name,
    ...(key.description !== null && { description: key.description }),
    digest: secretHash,
    createdAtMs: key.createdAt.getTime(),
    updatedAtMs: key.updatedAt.getTime(),
    ...(key.isDefault && { isDefault: true as const }),
    version: key.version,
    ...expiryAttributes(key.accountId, key.expiresAt, key.noticeAt),
  };
}

/** The attributes that a key has for its expiration date; those absent here must be absent from the item. */
export function expiryAttributes(
  accountId: string,
  expiresAt: Date | null,
  noticeAt: Date | null,
): Pick<KeyItem, 'expiresAt' | 'noticeAt' | 'noticeShard'> {
  return {
    ...(expiresAt && { expiresAt: toEpochSeconds(expiresAt) }),
    ...queueAttributes(accountId, noticeAt),
  };
}

/** A key's attributes for its notice when none is planned or postponed. */
export const noNotice = {
  noticeAt: undefined,
  noticeShard: undefined,
  owedSince: undefined,
  noticeTries: undefined,
} satisfies Undefinable<KeyItem>;

/** The attributes that put an item into the queue of notices; none when there is no notice to come. */
export function queueAttributes(
  accountId: string,
  noticeAt: Date | null,
): { noticeAt?: number; noticeShard?: number } {
  return noticeAt === null ? {} : { noticeAt: toEpochSeconds(noticeAt), noticeShard: noticeShard(accountId) };
}

/** @param removeAfter when the id may be forgotten */
export function toVoidedKeyItem(address: KeyAddress, removeAfter: Date): VoidedKeyItem {
  return { ...keyItemKey(address), removeAfter: toEpochSeconds(removeAfter) };
}

export function toSentDigest(item: SentDigestItem): SentDigest {
  const { atMs, asOfMs, messageId, to, notices } = item;
  return {
    at: new Date(atMs),
    asOf: new Date(asOfMs ?? atMs),
    messageId,
    outcome: outcomeOf(item),
    to,
    notices: notices.map(toSentNotice),
  };
}

export function toSentDigestItem({ at, asOf, messageId, outcome, to, notices }: SentDigest): SentDigestItem {
  return {
    atMs: at.getTime(),
    ...(asOf.getTime() !== at.getTime() && { asOfMs: asOf.getTime() }),
    messageId,
    ...(outcome === 'unconfirmed' && { outcome }),
    to: [...to],
    notices: notices.map(toSentNoticeItem),
  };
}

export function toMailing(item: MailingItem): Mailing {
  const { startedAtMs, notices, to, firstAtMs, messageId, unconfirmed } = item;
  return {
    startedAt: new Date(startedAtMs),
    notices: notices.map(toSentNotice),
    to,
    first: firstAtMs !== undefined && messageId ? { at: new Date(firstAtMs), messageId } : null,
    unconfirmed: unconfirmed ?? [],
  };
}

export function toMailingItem({ startedAt, notices, to, first, unconfirmed }: Mailing): MailingItem {
  return {
    startedAtMs: startedAt.getTime(),
    notices: notices.map(toSentNoticeItem),
    to: [...to],
    ...(first && { firstAtMs: first.at.getTime(), messageId: first.messageId }),
    ...(unconfirmed.length > 0 && { unconfirmed: [...unconfirmed] }),
  };
}

function toSentNotice({ keyId, name, expiresAt, noticeAt, ...fact }: SentNoticeItem): SentNotice {
  return {
    ...toNoticeFact(fact),
    keyId,
    name,
    expiresAt: fromEpochSeconds(expiresAt),
    noticeAt: fromEpochSeconds(noticeAt),
  };
}

function toSentNoticeItem(notice: SentNotice): SentNoticeItem {
  const { keyId, name, kind, leadDays, expiresAt, noticeAt } = notice;
  return {
    keyId,
    name,
    kind,
    ...(leadDays !== null && { leadDays }),
    expiresAt: toEpochSeconds(expiresAt),
    noticeAt: toEpochSeconds(noticeAt),
  };
}

function outcomeOf({ messageId, outcome }: { messageId?: string | null; outcome?: 'unconfirmed' }) {
  return outcome ?? (messageId ? 'sent' : 'not_delivered');
}

/** Refusals that the holder has asked to forget are. What is unknown stays so. */
function toRecipientStates({ recipients, retriedAtMs = 0 }: AccountItem): RecipientState[] {
  return Object.entries(recipients ?? {}).map(([email, item]) => {
    const { failures = 0, trouble, sinceMs = 0, lastAtMs = 0, retryAtMs, attempt } = item;
    const isForgotten = trouble !== undefined && lastAtMs <= retriedAtMs;
    return {
      email,
      failures: isForgotten ? 0 : failures,
      trouble:
        trouble && !isForgotten
          ? { reason: trouble, since: new Date(sinceMs), lastAt: new Date(lastAtMs) }
          : null,
      retryAt: retryAtMs === undefined || isForgotten ? null : new Date(retryAtMs),
      attempt: attempt
        ? { id: attempt.id, at: new Date(attempt.atMs), copies: attempt.copies, purpose: attempt.purpose }
        : null,
    };
  });
}

export function toRecipientItems(states: readonly RecipientState[]): AccountItem['recipients'] | undefined {
  const items = states.map(({ email, failures, trouble, retryAt, attempt }): [string, RecipientItem] => [
    email,
    {
      ...(failures > 0 && { failures }),
      ...(trouble && {
        trouble: trouble.reason,
        sinceMs: trouble.since.getTime(),
        lastAtMs: trouble.lastAt.getTime(),
      }),
      ...(retryAt && { retryAtMs: retryAt.getTime() }),
      ...(attempt && {
        attempt: {
          id: attempt.id,
          atMs: attempt.at.getTime(),
          copies: attempt.copies,
          purpose: attempt.purpose,
        },
      }),
    },
  ]);
  return items.length > 0 ? Object.fromEntries(items) : undefined;
}

export function toNoticeRecord(item: NoticeItem): NoticeRecord {
  return {
    ...toNoticeFact(item),
    accountId: item.pk,
    keyId: item.keyId,
    name: item.name,
    at: new Date(item.atMs),
    expiresAt: fromEpochSeconds(item.expiresAt),
    messageId: item.messageId ?? null,
    outcome: outcomeOf(item),
    to: item.to,
  };
}

export function toNoticeItem(record: NoticeRecord): NoticeItem {
  const { at, keyId, name, kind, leadDays, expiresAt, messageId, outcome, to } = record;
  return {
    ...noticeItemKey(record, at),
    atMs: at.getTime(),
    keyId,
    name,
    kind,
    ...(leadDays !== null && { leadDays }),
    expiresAt: toEpochSeconds(expiresAt),
    ...(messageId !== null && { messageId }),
    ...(outcome === 'unconfirmed' && { outcome }),
    to: [...to],
    removeAfter: toEpochSeconds(at) + noticeLogDays * 86_400,
  };
}

/** A lead time is stored with expiring notices only. */
function toNoticeFact({ leadDays }: Pick<NoticeItem, 'kind' | 'leadDays'>): NoticeFact {
  return leadDays === undefined ? { kind: 'expired', leadDays: null } : { kind: 'expiring', leadDays };
}
