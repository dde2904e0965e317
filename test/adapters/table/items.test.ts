import {
  emailKeyOf,
  toAccount,
  toAccountAttributes,
  toNewAccountItem,
  toRecipientItems,
} from '../../../lambdas/adapters/table/account-items.ts';
import type { AccountItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import {
  toMailing,
  toMailingItem,
  toNoticeItem,
  toNoticeRecord,
  toSentDigest,
  toSentDigestItem,
} from '../../../lambdas/adapters/table/notice-items.ts';
import type { SentDigest } from '../../../lambdas/core/digest.ts';
import type { Mailing } from '../../../lambdas/core/mailing.ts';
import type { NoticeRecord } from '../../../lambdas/core/notice-log.ts';
import { noticeShard } from '../../../lambdas/core/notice-schedule.ts';
import type { RecipientState } from '../../../lambdas/core/recipient.ts';
import { sampleAccount } from '../../core/sample-account.ts';

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
    expect(toNewAccountItem(account, keyId)).toEqual({ ...plain, emailKey: emailKeyOf(account.email) });
    // As before there were keys of addresses.
    expect(toAccount(plain, [30])).toEqual(account);
  });

  it('keeps whose it is: sign-ins, and the external id', () => {
    const owned = { ...account, signIns: ['sub-1'], externalId: 'customer-17' };
    const item = toNewAccountItem(owned, keyId);
    expect(item).toMatchObject({ signIns: new Set(['sub-1']), externalId: 'customer-17' });
    expect(toAccount(item, [30])).toEqual(owned);
  });

  it('keeps every field under the name that it has always had', () => {
    const noticeEmail = { email: 'ops@example.com', requestedAt: at(1), askedAt: at(2), confirmedAt: null };
    const changes = {
      updatedAt: at(9),
      email: 'new@example.com',
      emailIssuedAt: at(8),
      timeZone: 'Asia/Tokyo',
      noticeLeadDays: [7, 1],
      noticeEmails: [noticeEmail],
      formerNoticeEmails: [{ ...noticeEmail, confirmedAt: at(3) }],
      confirmationRequests: [at(4)],
      mailProblems: [{ email: 'ops@example.com', reason: 'bounced' as const, at: at(5) }],
      leftEmails: ['left@example.com'],
      addressBounces: [at(8)],
      retries: [at(0)],
      retriedAt: at(0),
      leadTimeMailsOffSince: at(8),
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
      emailKey: emailKeyOf('New@Example.com'),
      emailIssuedAtMs: at(8).getTime(),
      timeZone: 'Asia/Tokyo',
      noticeLeadDays: [7, 1],
      noticeEmails: [storedEmail],
      formerNoticeEmails: [{ ...storedEmail, confirmedAtMs: at(3).getTime() }],
      confirmationsMs: [at(4).getTime()],
      mailProblems: { 'ops@example.com': { fault: 'bounced', atMs: at(5).getTime() } },
      leftEmails: ['left@example.com'],
      addressBouncesMs: [at(8).getTime()],
      retriesMs: [at(0).getTime()],
      retriedAtMs: at(0).getTime(),
      leadTimeMailsOffMs: at(8).getTime(),
      undeliverable: { sinceMs: at(6).getTime(), reason: 'refused' },
      replan: true,
      replanSinceMs: at(8).getTime(),
      noticeAt: secondsAt(7),
      noticeShard: noticeShard(accountId),
    });
    expect(toAccount({ ...plain, ...attributes } as AccountItem, [30])).toEqual({ ...account, ...changes });
  });

  it('loses the attributes whose field is empty, and keeps those that are not named', () => {
    const empty = { formerNoticeEmails: [], mailProblems: [], undeliverable: null };
    const attributes = toAccountAttributes(accountId, empty);
    expect(Object.entries(attributes).sort()).toEqual([
      ['formerNoticeEmails', undefined],
      ['mailProblems', undefined],
      ['undeliverable', undefined],
    ]);
    expect(toAccountAttributes(accountId, {})).toEqual({});
  });
});

it('stores a digest between its sending and its recording as an earlier version does', () => {
  const digest: SentDigest = {
    at: at(1),
    asOf: at(1),
    messageId: null,
    outcome: 'not_delivered',
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
  const unconfirmed: SentDigest = { ...digest, asOf: at(0), outcome: 'unconfirmed', to: ['ops@example.com'] };
  expect(toSentDigest(toSentDigestItem(unconfirmed))).toEqual(unconfirmed);
});

it('stores a mailing whose outcome is open', () => {
  const mailing: Mailing = {
    startedAt: at(1),
    notices: [{ kind: 'expired', leadDays: null, keyId, name: 'b', expiresAt: at(3), noticeAt: at(3) }],
    to: ['holder@example.com'],
    first: { at: at(2), messageId: 'm-1' },
    unconfirmed: ['ops@example.com'],
  };
  expect(toMailing(toMailingItem(mailing))).toEqual(mailing);
  const begun: Mailing = { ...mailing, to: [], first: null, unconfirmed: [] };
  expect(toMailing(toMailingItem(begun))).toEqual(begun);
});

describe('the state of a recipient', () => {
  const refused: RecipientState = {
    email: 'ops@example.com',
    failures: 2,
    trouble: { reason: 'refused', since: at(1), lastAt: at(2) },
    retryAt: at(3),
    attempt: null,
    missed: [],
  };
  const attempted: RecipientState = {
    email: 'holder@example.com',
    failures: 0,
    trouble: null,
    retryAt: null,
    attempt: { id: 'a-1', at: at(2), copies: 2, purpose: 'missed', missed: 1 },
    missed: [
      { keyId, expiresAt: at(3), at: at(1) },
      { keyId: 'L'.repeat(12), expiresAt: at(4), at: at(2) },
    ],
  };
  const stored = (states: RecipientState[], retriedAtMs?: number) => {
    const recipients = toRecipientItems(states);
    const item = { pk: accountId, keys: {}, recipients, retriedAtMs } as unknown as AccountItem;
    return toAccount(item, [30]).recipients;
  };

  it('is stored by address, and not at all when there is nothing to say', () => {
    expect(stored([refused, attempted])).toEqual([refused, attempted]);
    expect(toRecipientItems([])).toBeUndefined();
  });

  it('forgets refusals that came before the holder asked to try again; what is unknown stays', () => {
    const retried = at(2).getTime();
    const blank = {
      email: 'ops@example.com',
      failures: 0,
      trouble: null,
      retryAt: null,
      attempt: null,
      missed: [],
    };
    expect(stored([refused, attempted], retried)).toEqual([blank, attempted]);
    expect(stored([refused], retried - 1)).toEqual([refused]);
  });
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
    outcome: 'sent',
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
  const unconfirmed: NoticeRecord = { ...record, messageId: null, outcome: 'unconfirmed' };
  expect(toNoticeRecord(toNoticeItem(unconfirmed))).toEqual(unconfirmed);
  const givenUp: NoticeRecord = {
    ...record,
    kind: 'expired',
    leadDays: null,
    messageId: null,
    outcome: 'not_delivered',
    to: [],
  };
  expect(toNoticeItem(givenUp)).not.toHaveProperty('messageId');
  expect(toNoticeRecord(toNoticeItem(givenUp))).toEqual(givenUp);
});
