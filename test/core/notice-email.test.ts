import {
  isConfirmationGenuine,
  isUnsubscribeGenuine,
  type NoticeEmailLists,
  normalizeEmail,
  readConfirmation,
  readUnsubscribe,
  replaceNoticeEmails,
  sealConfirmation,
  sealUnsubscribe,
} from '../../lambdas/core/notice-email.ts';

const now = new Date('2026-06-15T12:00:00Z');
const claim = { accountId: 'A'.repeat(12), email: 'ops@example.com', requestedAt: now };

describe('notice addresses', () => {
  it.each([
    'ops@example.com',
    'o.p-s+keys@sub.example.co.uk',
    "o'hara@example.com",
    'ops@xn--mnchen-3ya.de',
    'ops@example.xn--p1ai',
  ])('may be %s, as it is', (email) => {
    expect(normalizeEmail(email)).toBe(email);
  });

  it.each([
    ['ops@münchen.de', 'ops@xn--mnchen-3ya.de'],
    ['Ops@MÜNCHEN.de', 'Ops@xn--mnchen-3ya.de'],
    ['ops@пример.рф', 'ops@xn--e1afmkfd.xn--p1ai'],
    ['ops@例え.テスト', 'ops@xn--r8jz45g.xn--zckzah'],
  ])('may be %s, and are stored as %s', (email, stored) => {
    expect(normalizeEmail(email)).toBe(stored);
  });

  it.each([
    '',
    'ops',
    'ops@localhost',
    'a b@example.com',
    'ops@example.com\r\nBcc: x@example.com',
    'ops@example.com, other@example.com',
    '"ops"@example.com',
    'öps@example.com',
    'o..ps@example.com',
    '.ops@example.com',
    'ops.@example.com',
    `${'o'.repeat(65)}@example.com`,
    `ops@${'e'.repeat(64)}.com`,
    'ops@1.2.3.4',
    'ops@%6d.ü.de',
    'ops@münchen.de/path',
    'ops@mün chen.de',
    'ops@ü..de',
    `ops@${'ü'.repeat(70)}.de`,
    'ops@example.c',
  ])('may not be %j', (email) => {
    expect(normalizeEmail(email)).toBeNull();
  });

  it('keep their confirmation while they stay in the list', () => {
    const confirmed = { email: 'Ops@example.com', requestedAt: now, askedAt: now, confirmedAt: now };
    const lists = { noticeEmails: [confirmed], formerNoticeEmails: [] };
    const replaced = replaceNoticeEmails(lists, ['ops@example.com', 'new@example.com'], now);
    expect(replaced.noticeEmails).toEqual([
      confirmed,
      { email: 'new@example.com', requestedAt: now, askedAt: null, confirmedAt: null },
    ]);
    expect(replaceNoticeEmails(replaced, [], now).noticeEmails).toEqual([]);
  });

  it('are not asked twice a day, however often they are added and removed; removal ends their confirmation', () => {
    const confirmed = { email: 'ops@example.com', requestedAt: now, askedAt: now, confirmedAt: now };
    const justBefore = new Date(now.getTime() + 86_400_000 - 1);
    const aDayLater = new Date(now.getTime() + 86_400_000);
    let lists: NoticeEmailLists = { noticeEmails: [confirmed], formerNoticeEmails: [] };
    for (let round = 0; round < 3; round += 1) {
      lists = replaceNoticeEmails(lists, [], justBefore);
      expect(lists.noticeEmails).toEqual([]);
      lists = replaceNoticeEmails(lists, ['OPS@example.com'], justBefore);
      expect(lists).toEqual({ noticeEmails: [{ ...confirmed, confirmedAt: null }], formerNoticeEmails: [] });
    }
    const gone = replaceNoticeEmails(lists, [], justBefore);
    expect(replaceNoticeEmails(gone, ['ops@example.com'], aDayLater)).toEqual({
      noticeEmails: [{ email: 'ops@example.com', requestedAt: aDayLater, askedAt: null, confirmedAt: null }],
      formerNoticeEmails: [],
    });
  });

  it('that were not asked yet are forgotten when they are removed', () => {
    const waiting = { email: 'ops@example.com', requestedAt: now, askedAt: null, confirmedAt: null };
    expect(replaceNoticeEmails({ noticeEmails: [waiting], formerNoticeEmails: [] }, [], now)).toEqual({
      noticeEmails: [],
      formerNoticeEmails: [],
    });
  });
});

describe('a link to leave', () => {
  const leaving = { accountId: claim.accountId, email: claim.email };
  const token = sealUnsubscribe(leaving, 'secret');

  it('names the account and the address, and proves itself by the account’s secret', () => {
    expect(readUnsubscribe(token)).toEqual(leaving);
    expect(isUnsubscribeGenuine(token, 'secret')).toBe(true);
    for (const forged of [`${token}x`, sealUnsubscribe(leaving, 'guess'), '', '.', 'null.']) {
      expect(isUnsubscribeGenuine(forged, 'secret')).toBe(false);
    }
  });

  it('does not confirm, nor does a confirmation link leave', () => {
    expect(isConfirmationGenuine(token, 'secret', now)).toBe(false);
    expect(isUnsubscribeGenuine(sealConfirmation(claim, 'secret'), 'secret')).toBe(false);
  });
});

describe('a confirmation link', () => {
  const token = sealConfirmation(claim, 'secret');

  it('names the account and proves itself by its secret', () => {
    expect(readConfirmation(token)).toEqual(claim);
    expect(isConfirmationGenuine(token, 'secret', now)).toBe(true);
  });

  it('ends after seven days', () => {
    expect(isConfirmationGenuine(token, 'secret', new Date(now.getTime() + 7 * 86_400_000 - 1))).toBe(true);
    expect(isConfirmationGenuine(token, 'secret', new Date(now.getTime() + 7 * 86_400_000))).toBe(false);
  });

  it.each(['', 'A'.repeat(11), 'A'.repeat(3000), 'SIGNIN#00000'])(
    'leads to no look-up of %j, which is not the id of an account',
    (accountId) => {
      expect(readConfirmation(sealConfirmation({ ...claim, accountId }, 'guess'))).toBeNull();
    },
  );

  it("can't be forged", () => {
    const other = sealConfirmation({ ...claim, email: 'victim@example.com' }, 'guess');
    const mixed = `${other.split('.')[0]}.${token.split('.')[1]}`;
    for (const forged of [
      other,
      mixed,
      token.split('.')[0] ?? '',
      `${token}x`,
      '',
      '.',
      'null.',
      `${btoa('[1,2,3]')}.x`,
    ]) {
      expect(isConfirmationGenuine(forged, 'secret', now)).toBe(false);
    }
  });
});
