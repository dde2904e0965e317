import type { AccountItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import {
  toAccount,
  toAccountAttributes,
  toKey,
  toNewAccountItem,
  toNewKeyItem,
  toNoticeItem,
  toNoticeRecord,
  toSentDigest,
  toSentDigestItem,
} from '../../../lambdas/adapters/table/items.ts';
import type { SentDigest } from '../../../lambdas/core/digest.ts';
import type { NoticeRecord } from '../../../lambdas/core/notice-log.ts';
import { noticeShard } from '../../../lambdas/core/notice-schedule.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 5, 15, 12, 0, seconds));
const secondsAt = (seconds: number) => at(seconds).getTime() / 1000;
const accountId = 'A'.repeat(12);
const keyId = 'k'.repeat(12);

// The names here are those that tables in use have: they must not change with the code's.
describe('a stored account', () => {
  const plain: AccountItem = {
    pk: accountId,
    sk: 'ACCOUNT',
    email: 'holder@example.com',
    timeZone: 'UTC',
    keys: { [keyId]: secondsAt(0) },
    cursorSecret: 'secret',
    createdAtMs: at(0).getTime(),
    updatedAtMs: at(0).getTime(),
    version: 1,
  };
  const account = sampleAccount({ signingSecret: 'secret', createdAt: at(0), updatedAt: at(0) });

  it('has no optional attributes when it is new, and the lead times of the operator', () => {
    expect(toNewAccountItem(account, keyId)).toEqual(plain);
    expect(toAccount(plain, [30])).toEqual(account);
  });

  it('keeps every field under the name that it has always had', () => {
    const noticeEmail = { email: 'ops@example.com', requestedAt: at(1), askedAt: at(2), confirmedAt: null };
    const changes = {
      updatedAt: at(9),
      email: 'new@example.com',
      timeZone: 'Asia/Tokyo',
      noticeLeadDays: [7, 1],
      noticeEmails: [noticeEmail],
      formerNoticeEmails: [{ ...noticeEmail, confirmedAt: at(3) }],
      confirmationRequests: [at(4)],
      mailProblems: [{ email: 'ops@example.com', reason: 'bounced' as const, at: at(5) }],
      mailFailures: 2,
      undeliverable: { since: at(6), reason: 'refused' as const },
    };
    const attributes = toAccountAttributes(accountId, { ...changes, leadDaysSince: at(8), dueAt: at(7) });
    const storedEmail = {
      email: 'ops@example.com',
      requestedAtMs: at(1).getTime(),
      askedAtMs: at(2).getTime(),
    };
    expect(attributes).toEqual({
      updatedAtMs: at(9).getTime(),
      email: 'new@example.com',
      timeZone: 'Asia/Tokyo',
      noticeLeadDays: [7, 1],
      noticeEmails: [storedEmail],
      formerNoticeEmails: [{ ...storedEmail, confirmedAtMs: at(3).getTime() }],
      confirmationsMs: [at(4).getTime()],
      mailProblems: { 'ops@example.com': { fault: 'bounced', atMs: at(5).getTime() } },
      mailFailures: 2,
      undeliverable: { sinceMs: at(6).getTime(), reason: 'refused' },
      replan: true,
      replanSinceMs: at(8).getTime(),
      noticeAt: secondsAt(7),
      noticeShard: noticeShard(accountId),
    });
    expect(toAccount({ ...plain, ...attributes } as AccountItem, [30])).toEqual({ ...account, ...changes });
  });

  it('loses the attributes whose field is empty, and keeps those that are not named', () => {
    const empty = { formerNoticeEmails: [], mailProblems: [], mailFailures: 0, undeliverable: null };
    const attributes = toAccountAttributes(accountId, empty);
    expect(Object.entries(attributes).sort()).toEqual([
      ['formerNoticeEmails', undefined],
      ['mailFailures', undefined],
      ['mailProblems', undefined],
      ['undeliverable', undefined],
    ]);
    expect(toAccountAttributes(accountId, {})).toEqual({});
  });
});

it('stores a key under the names that it has always had', () => {
  const key = sampleKey({ createdAt: at(0), updatedAt: at(0) });
  const plain = {
    pk: accountId,
    sk: `KEY#${keyId}`,
    name: 'Sample',
    digest: 'a hash',
    createdAtMs: at(0).getTime(),
    updatedAtMs: at(0).getTime(),
    version: 1,
  };
  expect(toNewKeyItem(key, 'a hash')).toEqual(plain);
  expect(toKey(plain)).toEqual(key);
  const full = { ...key, description: 'd', isDefault: true, expiresAt: at(9), noticeAt: at(8) };
  const item = toNewKeyItem(full, 'a hash');
  expect(item).toEqual({
    ...plain,
    description: 'd',
    isDefault: true,
    expiresAt: secondsAt(9),
    noticeAt: secondsAt(8),
    noticeShard: noticeShard(accountId),
  });
  expect(toKey(item)).toEqual(full);
  const postponed = { ...item, owedSince: secondsAt(7), noticeTries: 2 };
  expect(toKey(postponed)).toEqual({ ...full, owedSince: at(7), noticeTries: 2 });
});

it('stores a digest between its sending and its recording as an earlier version does', () => {
  const digest: SentDigest = {
    at: at(1),
    messageId: null,
    to: [],
    notices: [
      { kind: 'expiring', leadDays: 7, keyId, name: 'a', expiresAt: at(3), noticeAt: at(2) },
      { kind: 'expired', leadDays: null, keyId, name: 'b', expiresAt: at(3), noticeAt: at(3) },
    ],
  };
  const item = toSentDigestItem(digest);
  expect(item).toEqual({
    atMs: at(1).getTime(),
    messageId: null,
    to: [],
    notices: [
      { keyId, name: 'a', kind: 'expiring', leadDays: 7, expiresAt: secondsAt(3), noticeAt: secondsAt(2) },
      { keyId, name: 'b', kind: 'expired', expiresAt: secondsAt(3), noticeAt: secondsAt(3) },
    ],
  });
  expect(toSentDigest(item)).toEqual(digest);
});

it('stores a line of the log as an earlier version does', () => {
  const record: NoticeRecord = {
    kind: 'expiring',
    leadDays: 7,
    accountId,
    keyId,
    name: 'a',
    at: at(1),
    expiresAt: at(3),
    messageId: 'm-1',
    to: ['holder@example.com'],
  };
  const item = toNoticeItem(record);
  expect(item).toEqual({
    pk: accountId,
    sk: `NOTICE#0${at(1).getTime()}#${keyId}`,
    atMs: at(1).getTime(),
    keyId,
    name: 'a',
    kind: 'expiring',
    leadDays: 7,
    expiresAt: secondsAt(3),
    messageId: 'm-1',
    to: ['holder@example.com'],
    removeAfter: secondsAt(1) + 90 * 86_400,
  });
  expect(toNoticeRecord(item)).toEqual(record);
  const givenUp: NoticeRecord = { ...record, kind: 'expired', leadDays: null, messageId: null, to: [] };
  expect(toNoticeItem(givenUp)).not.toHaveProperty('messageId');
  expect(toNoticeRecord(toNoticeItem(givenUp))).toEqual(givenUp);
});
