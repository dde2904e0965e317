import { composeMessage } from '../../../lambdas/adapters/mail/compose-message.ts';
import { defaultBrandColor } from '../../../lambdas/core/brand-colours.ts';
import type { Notice } from '../../../lambdas/core/digest.ts';
import { renderDigest } from '../../../lambdas/notifier/mails/digest-mail.tsx';
import { createMailLook } from '../../../lambdas/notifier/mails/mail-look.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

const now = new Date('2027-03-24T12:00:00Z');
const look = createMailLook('Acme API', defaultBrandColor);
const unsubscribeUrl = `https://keys.example.com/leave?token=${'t'.repeat(120)}`;

function digestOf(
  count: number,
  name: string,
  expiresAt = new Date('2027-03-31T18:30:00Z'),
  timeZone = 'UTC',
) {
  const notices = Array.from({ length: count }, (_, n): Notice => {
    const key = { ...sampleKey({ name, keyId: String(n).padStart(12, '0') }), expiresAt };
    return { kind: 'expiring', leadDays: 7, key, noticeAt: now };
  });
  const account = sampleAccount({ timeZone });
  const recipient = { email: account.email, unsubscribeUrl };
  return renderDigest({ look, account, recipient, notices, portalUrl: 'https://keys.example.com', now });
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
    const mail = digestOf(count, name);
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
  expect(digestOf(1, 'Server', new Date(expiresAt), timeZone).text).toContain(line);
});
