import type { SentDigest, SentNotice } from '../../core/digest.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { Mailing } from '../../core/mailing.ts';
import { type NoticeRecord, noticeLogDays } from '../../core/notice-log.ts';
import type { NoticeFact } from '../../core/notice-schedule.ts';
import { noticeItemKey } from './item-keys.ts';
import type { MailingItem, NoticeItem, SentDigestItem, SentNoticeItem } from './item-shapes.ts';

// How notices, sent or on their way, are made of stored items, and the reverse. Nothing outside this folder sees an item.

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

/** A lead time is stored with expiring notices only. */
function toNoticeFact({ leadDays }: Pick<NoticeItem, 'kind' | 'leadDays'>): NoticeFact {
  return leadDays === undefined ? { kind: 'expired', leadDays: null } : { kind: 'expiring', leadDays };
}
