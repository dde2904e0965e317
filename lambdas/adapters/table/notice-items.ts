import type { NoticeKind, SentDigest, SentNotice } from '../../core/digest.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import { isAboutSecrets } from '../../core/leak-notices.ts';
import type { Mailing } from '../../core/mailing.ts';
import { type NoticeMatter, type NoticeRecord, noticeLogDays } from '../../core/notice-log.ts';
import { noticeItemKey } from './item-keys.ts';
import type {
  MailingItem,
  NoticeItem,
  NoticeMatterItem,
  SentDigestItem,
  SentNoticeItem,
} from './mail-item-shapes.ts';

// How notices, sent or on their way, are made of stored items, and the reverse. Nothing outside this folder sees an item.

export function toNoticeRecord(item: NoticeItem): NoticeRecord {
  return {
    ...toMatter(item),
    accountId: item.pk,
    keyId: item.keyId,
    name: item.name,
    at: new Date(item.atMs),
    messageId: item.messageId ?? null,
    outcome: outcomeOf(item),
    to: item.to,
  };
}

export function toNoticeItem(record: NoticeRecord): NoticeItem {
  const { at, keyId, name, messageId, outcome, to } = record;
  return {
    ...noticeItemKey(record, at, matterOf(record)),
    atMs: at.getTime(),
    keyId,
    name,
    ...toMatterItem(record),
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

function toSentNotice(item: SentNoticeItem): SentNotice {
  const { keyId, name, noticeAt, toldUntilMs = 0, nextAt } = item;
  const sent = { keyId, name, noticeAt: fromEpochSeconds(noticeAt) };
  const matter = toMatter(item);
  if (!isAboutSecrets(matter)) return { ...matter, ...sent };
  const then = {
    until: new Date(toldUntilMs),
    nextAt: nextAt === undefined ? null : fromEpochSeconds(nextAt),
  };
  return { ...matter, ...sent, ...then };
}

function toSentNoticeItem(notice: SentNotice): SentNoticeItem {
  const { keyId, name, noticeAt } = notice;
  return {
    keyId,
    name,
    ...toMatterItem(notice),
    noticeAt: toEpochSeconds(noticeAt),
    ...(isAboutSecrets(notice) && {
      toldUntilMs: notice.until.getTime(),
      ...(notice.nextAt && { nextAt: toEpochSeconds(notice.nextAt) }),
    }),
  };
}

function outcomeOf({ messageId, outcome }: { messageId?: string | null; outcome?: 'unconfirmed' }) {
  return outcome ?? (messageId ? 'sent' : 'not_delivered');
}

/** Which of the two notices of a key in one mail: its secrets have one at a time. */
function matterOf(notice: { kind: NoticeKind }): 'expiry' | 'rotation' {
  return isAboutSecrets(notice) ? 'rotation' : 'expiry';
}

function toMatterItem(matter: NoticeMatter): NoticeMatterItem {
  if (!isAboutSecrets(matter)) {
    const { kind, leadDays, expiresAt } = matter;
    return { kind, ...(leadDays !== null && { leadDays }), expiresAt: toEpochSeconds(expiresAt) };
  }
  const { kind, startedAt, oldSecretEndsAt } = matter;
  return {
    kind,
    expiresAt: 0,
    startedAtMs: startedAt.getTime(),
    ...(oldSecretEndsAt && { oldSecretEndsAt: toEpochSeconds(oldSecretEndsAt) }),
  };
}

/** A lead time is stored with expiring notices only. */
function toMatter(item: NoticeMatterItem): NoticeMatter {
  if (isAboutSecrets(item)) {
    const { kind, startedAtMs = 0, oldSecretEndsAt } = item;
    return {
      kind,
      leadDays: null,
      startedAt: new Date(startedAtMs),
      oldSecretEndsAt: oldSecretEndsAt === undefined ? null : fromEpochSeconds(oldSecretEndsAt),
    };
  }
  const expiresAt = fromEpochSeconds(item.expiresAt);
  return item.leadDays === undefined
    ? { kind: 'expired', leadDays: null, expiresAt }
    : { kind: 'expiring', leadDays: item.leadDays, expiresAt };
}
