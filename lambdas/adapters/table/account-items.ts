import type { Account } from '../../core/account.ts';
import type { AccountChanges } from '../../core/account-edit.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import { mailboxId } from '../../core/mailbox.ts';
import type { MissedNotice } from '../../core/missed.ts';
import type { NoticeEmail } from '../../core/notice-email.ts';
import type { RecipientState } from '../../core/recipient.ts';
import { accountItemKey } from './item-keys.ts';
import type { AccountItem, NoticeEmailItem, RecipientItem } from './item-shapes.ts';
import { queueAttributes } from './key-items.ts';
import type { MissedNoticeItem } from './mail-item-shapes.ts';
import { toSuspension } from './suspension-attributes.ts';
import type { Undefinable } from './update-expression.ts';

// How accounts and the states of their recipients are made of stored items, and the reverse. Nothing outside this folder sees an item.

/** @param defaultLeadDays the operator's lead times, for an account that has none of its own */
export function toAccount(item: AccountItem, defaultLeadDays: readonly number[]): Account {
  return {
    accountId: item.pk,
    signIns: [...(item.signIns ?? [])],
    externalId: item.externalId ?? null,
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
    suspension: toSuspension(item),
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
    emailKey: emailKeyOf(account.email),
    // DynamoDB refuses empty sets.
    ...(account.signIns.length > 0 && { signIns: new Set(account.signIns) }),
    ...(account.externalId !== null && { externalId: account.externalId }),
    ...(account.emailIssuedAt && { emailIssuedAtMs: account.emailIssuedAt.getTime() }),
    timeZone: account.timeZone,
    keys: { [keyId]: toEpochSeconds(account.createdAt) },
    cursorSecret: account.signingSecret,
    createdAtMs: account.createdAt.getTime(),
    updatedAtMs: account.updatedAt.getTime(),
    version: account.version,
  };
}

/** What the index of addresses is by: however long an address is, this fits. */
export function emailKeyOf(email: string): string {
  return mailboxId(email);
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
    ...(email !== undefined && { email, emailKey: emailKeyOf(email) }),
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

export function toRecipientItems(states: readonly RecipientState[]): AccountItem['recipients'] | undefined {
  const items = states.map(
    ({ email, failures, trouble, retryAt, attempt, missed }): [string, RecipientItem] => [
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
            ...(attempt.missed > 0 && { missed: attempt.missed }),
          },
        }),
        ...(missed.length > 0 && {
          missed: missed.map(toMissedItem),
        }),
      },
    ],
  );
  return items.length > 0 ? Object.fromEntries(items) : undefined;
}

/** Refusals that the holder has asked to forget are. What is unknown stays so. */
function toRecipientStates({ recipients, retriedAtMs = 0 }: AccountItem): RecipientState[] {
  return Object.entries(recipients ?? {}).map(([email, item]) => {
    const { failures = 0, trouble, sinceMs = 0, lastAtMs = 0, retryAtMs, attempt, missed = [] } = item;
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
        ? {
            id: attempt.id,
            at: new Date(attempt.atMs),
            copies: attempt.copies,
            purpose: attempt.purpose,
            missed: attempt.missed ?? 0,
          }
        : null,
      missed: missed.map(toMissed),
    };
  });
}

function toMissedItem({ keyId, at, expiresAt, rotation }: MissedNotice): MissedNoticeItem {
  return rotation
    ? [keyId, 0, at.getTime(), rotation.kind, rotation.startedAt.getTime()]
    : [keyId, toEpochSeconds(expiresAt), at.getTime()];
}

function toMissed([keyId, expiresAt, atMs, kind, startedAtMs]: MissedNoticeItem): MissedNotice {
  const at = new Date(atMs);
  return kind === undefined || startedAtMs === undefined
    ? { keyId, at, expiresAt: fromEpochSeconds(expiresAt) }
    : { keyId, at, rotation: { kind, startedAt: new Date(startedAtMs) } };
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
