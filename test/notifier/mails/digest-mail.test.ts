import { composeMessage } from '../../../lambdas/adapters/mail/compose-message.ts';
import { defaultBrandColor } from '../../../lambdas/core/brand-colours.ts';
import type { ToldNotice } from '../../../lambdas/core/digest.ts';
import { type Counting, type KeyUse, neverUsed } from '../../../lambdas/core/key-use.ts';
import { sortByUrgency } from '../../../lambdas/core/notice-use.ts';
import { usageDay } from '../../../lambdas/core/usage-day.ts';
import { renderDigest } from '../../../lambdas/notifier/mails/digest-mail.tsx';
import { createMailLook } from '../../../lambdas/notifier/mails/mail-look.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

const now = new Date('2027-03-24T12:00:00Z');
const look = createMailLook('Acme API', defaultBrandColor);
const known = { startedAt: new Date('2026-01-01T00:00:00Z'), asOf: now };
/** As long in words as it gets. */
const busy: KeyUse = {
  ...neverUsed,
  lastUsedAt: now,
  recent: new Map([[usageDay(now), { calls: 1_234_567, refused: 0 }]]),
};
const unsubscribeUrl = `https://keys.example.com/leave?token=${'t'.repeat(120)}`;

function digestOf(
  count: number,
  name: string,
  expiresAt = new Date('2027-03-31T18:30:00Z'),
  { timeZone = 'UTC', use = neverUsed, counting = known as Counting } = {},
) {
  const notices = Array.from({ length: count }, (_, n): ToldNotice => {
    const key = { ...sampleKey({ name, use, keyId: String(n).padStart(12, '0') }), expiresAt };
    return { kind: 'expiring', leadDays: 7, key };
  });
  return digestAbout(notices, timeZone, counting);
}

function digestAbout(notices: readonly ToldNotice[], timeZone = 'UTC', counting: Counting = known) {
  const account = sampleAccount({ timeZone });
  const recipient = { email: account.email, unsubscribeUrl };
  return renderDigest({
    look,
    account,
    recipient,
    notices,
    counting,
    portalUrl: 'https://keys.example.com',
    now,
  });
}

it.each([
  [1, 'Server', 1],
  [20, 'Server', 20],
  [299, 'Server', undefined],
  [299, '鍵'.repeat(80), undefined],
  [299, '"=&'.repeat(26), undefined],
])(
  'stays below 100 KB as a message with %i keys, and says how many it does not name',
  async (count, name, shown) => {
    const mail = digestOf(count, name, undefined, { use: busy });
    const sender = { address: 'keys@example.com', name: 'API keys', replyTo: null };
    const message = await composeMessage({ ...mail, to: 'holder@example.com', unsubscribeUrl }, sender);
    expect(message.length).toBeLessThan(100_000);
    const named = mail.text.split('/keys/0').length - 1;
    expect(mail.html.split('/keys/0').length - 1).toBe(named);
    expect(named).toBe(shown ?? named);
    expect(named).toBeGreaterThanOrEqual(Math.min(count, 15));
    for (const body of [mail.text, mail.html]) {
      expect(body.includes('And ')).toBe(named < count);
      if (named < count) expect(body).toContain(`And ${count - named} more`);
    }
  },
);

it.each([
  ['2027-03-31T18:30:00Z', 'UTC', 'Works until Wed, 31 March 2027 at 18:30 UTC\n'],
  ['2027-03-31T00:00:00Z', 'UTC', 'Works through Tuesday, 30 March 2027 (UTC)\n'],
  ['2027-03-31T00:00:40Z', 'UTC', 'Works until Wed, 31 March 2027 at 00:00:40 UTC\n'],
  ['2027-03-31T10:00:00Z', 'Europe/Berlin', 'Works until Wed, 31 March 2027 at 12:00 CEST (10:00 UTC)\n'],
  [
    '2027-03-31T22:30:00Z',
    'Europe/Berlin',
    'Works until Thu, 1 April 2027 at 00:30 CEST (Wed, 31 March 2027 at 22:30 UTC)\n',
  ],
  [
    '2027-03-31T18:30:00Z',
    'Asia/Kolkata',
    'Works through Wednesday, 31 March 2027 (Asia/Kolkata) (until Wed, 31 March 2027 at 18:30 UTC)\n',
  ],
])('says of %s in %s: %s', (expiresAt, timeZone, line) => {
  expect(digestOf(1, 'Server', new Date(expiresAt), { timeZone }).text).toContain(line);
});

it('names the keys that somebody needs when not all fit, whenever they expire', () => {
  const notices = Array.from({ length: 299 }, (_, n): ToldNotice => {
    const use = n < 298 ? neverUsed : busy;
    const part = sampleKey({ name: `Key ${n}`, keyId: String(n).padStart(12, '0'), use });
    const key = { ...part, expiresAt: new Date(now.getTime() + n * 60_000) };
    return { kind: 'expiring', leadDays: 7, key };
  });
  const { text, subject } = digestAbout(sortByUrgency(notices, known, now));
  expect(subject).toBe('299 API keys expire, the first in 1 hour, 1 of them in use');
  expect(text.indexOf('Key 298 expires')).toBeLessThan(text.indexOf('Key 0 expires'));
  expect(text).toContain('Key 298 expires');
  expect(text).not.toContain('Key 297 expires');
});

it('says in text, HTML and preview whether a key is in use', () => {
  const words = '1,234,567 calls in the last 7 days, some in the last few minutes';
  const { subject, text, html } = digestOf(1, 'Server', undefined, { use: busy });
  expect(subject).toBe('Server expires in 7 days and is in use');
  expect(text).toContain(`\n  ${words}\n  Extend key: `);
  expect(html.split(words)).toHaveLength(3);
  expect(digestOf(2, 'Server').text).toContain('\n  Never used\n');
  expect(digestOf(2, 'Server').html).toContain('>Never used<');
});

it('is silent about a use of which nothing is known', () => {
  const { subject, text, html } = digestOf(1, 'Server', undefined, { counting: null });
  expect(subject).toBe('Server expires in 7 days');
  expect(text).toContain('at 18:30 UTC\n  Extend key');
  expect(html).not.toMatch(/\bnull\b|calls in the last|[Nn]ever used/);
});
