import {
  isConfirmationGenuine,
  isEmail,
  readConfirmation,
  replaceNoticeEmails,
  sealConfirmation,
} from '../../lambdas/core/notice-email.ts';

const now = new Date('2026-06-15T12:00:00Z');
const claim = { accountId: 'A'.repeat(12), email: 'ops@example.com', requestedAt: now };

describe('notice addresses', () => {
  it.each(['ops@example.com', 'o.p-s+keys@sub.example.co.uk', "o'hara@example.com"])('may be %s', (email) => {
    expect(isEmail(email)).toBe(true);
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
    `${'o'.repeat(65)}@example.com`,
    `ops@${'e'.repeat(64)}.com`,
  ])('may not be %j', (email) => {
    expect(isEmail(email)).toBe(false);
  });

  it('keep their confirmation while they stay in the list', () => {
    const confirmed = { email: 'Ops@example.com', requestedAt: now, askedAt: now, confirmedAt: now };
    const replaced = replaceNoticeEmails([confirmed], ['ops@example.com', 'new@example.com'], now);
    expect(replaced).toEqual([
      confirmed,
      { email: 'new@example.com', requestedAt: now, askedAt: null, confirmedAt: null },
    ]);
    expect(replaceNoticeEmails(replaced, [], now)).toEqual([]);
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

  it('can not be forged', () => {
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
