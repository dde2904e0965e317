import { defaultBrandColor } from '../../../lambdas/core/brand-colours.ts';
import type { ToldNotice } from '../../../lambdas/core/digest.ts';
import type { Counting } from '../../../lambdas/core/key-use.ts';
import { sortByUrgency } from '../../../lambdas/core/notice-use.ts';
import type { RotationFact } from '../../../lambdas/core/rotation-notices.ts';
import type { Rotation } from '../../../lambdas/core/rotation-view.ts';
import { renderDigest } from '../../../lambdas/notifier/mails/digest-mail.tsx';
import { createMailLook } from '../../../lambdas/notifier/mails/mail-look.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

const now = new Date('2027-03-24T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const known: Counting = { startedAt: hoursAgo(10_000), asOf: now };
const look = createMailLook('Acme API', defaultBrandColor);

const pending: Rotation = {
  startedAt: hoursAgo(170),
  overlapSeconds: 86_400,
  oldSecretEndsAt: null,
  newSecretLastUsedAt: null,
  oldSecretLastUsedAt: hoursAgo(2),
};
const itself = { ...pending, startedAt: hoursAgo(0.1), byKey: { from: '2001:db8:1::/48' } };
const overlap = { ...pending, oldSecretEndsAt: hoursAgo(-12), oldSecretLastUsedAt: hoursAgo(0.5) };

let keys = 0;
const about = (kind: RotationFact['kind'], rotation: Rotation, name = 'Checkout'): ToldNotice => ({
  kind,
  leadDays: null,
  key: { ...sampleKey({ name, keyId: String(++keys).padStart(12, '0') }), rotation },
});
const expiring = (hours: number): ToldNotice => ({
  kind: 'expiring',
  leadDays: 7,
  key: { ...sampleKey({ name: 'Export' }), expiresAt: hoursAgo(-hours) },
});
const expired: ToldNotice = {
  kind: 'expired',
  leadDays: null,
  key: { ...sampleKey({ name: 'Sandbox' }), expiresAt: hoursAgo(1) },
};

function mailOf(notices: ToldNotice[], { counting = known, timeZone = 'UTC', isOff = false } = {}) {
  const account = sampleAccount({ timeZone, leadTimeMailsOffSince: isOff ? now : null });
  return renderDigest({
    look,
    account,
    recipient: { email: account.email, unsubscribeUrl: 'https://keys.example.com/leave?token=t' },
    notices: sortByUrgency(notices, counting, now),
    counting,
    portalUrl: 'https://keys.example.com',
    now,
  });
}

it.each<[string, ToldNotice[]]>([
  ['Checkout rotated itself and has a new secret key', [about('rotated', itself)]],
  ['Checkout has a new secret key, unused for 7 days', [about('rotation_pending', pending)]],
  [
    'Checkout still uses its old secret key, which stops working in 12 hours',
    [about('secret_ending', overlap)],
  ],
  [
    '2 API keys rotated themselves and have new secret keys',
    [about('rotated', itself), about('rotated', itself)],
  ],
  [
    '2 API keys have new secret keys that are not used yet',
    [about('rotation_pending', pending), about('rotation_pending', pending)],
  ],
  [
    '2 API keys still use old secret keys that stop working soon',
    [about('secret_ending', overlap), about('secret_ending', overlap)],
  ],
  [
    'Checkout rotated itself and has a new secret key, 1 rotation needs attention, 1 more expires in 7 days',
    [expiring(168), about('rotation_pending', pending), about('rotated', itself)],
  ],
  [
    'Checkout rotated itself and has a new secret key, 2 more have expired or expire soon',
    [expired, expiring(168), about('rotated', itself)],
  ],
  [
    'Export expires in 7 days, 1 rotation needs attention',
    [expiring(168), about('rotation_pending', pending)],
  ],
])('a subject states the worst fact: %s', (subject, notices) => {
  expect(mailOf(notices).subject).toBe(subject);
});

it.each<[string, ToldNotice, string[], string]>([
  [
    'that rotated itself',
    about('rotated', itself),
    [
      'New secret key created on Wed, 24 March 2027 at 11:54 UTC',
      'Requested from 2001:db8:1::/48',
      'The old secret key stops 24 hours after the new one is first used',
      'Turn off self-rotation, rotate the key yourself, and finish that rotation',
    ],
    'Review rotation',
  ],
  [
    'that rotated itself, from somewhere, and is in overlap',
    about('rotated', { ...overlap, byKey: { from: null } }),
    ['Old secret key works through Wednesday, 24 March 2027 (UTC)'],
    'Review rotation',
  ],
  [
    'that rotated itself days ago',
    about('rotated', { ...overlap, oldSecretEndsAt: now, byKey: { from: null } }),
    ['Old secret key no longer works'],
    'Review rotation',
  ],
  [
    'whose rotation is pending',
    about('rotation_pending', { ...pending, overlapSeconds: 7 * 86_400 }),
    [
      'New secret key not used yet',
      'Old secret key last used 2 hours ago',
      'The old secret key stops 7 days after the new one is first used',
      'Both secret keys work for as long as the new one is unused',
    ],
    'Finish or cancel',
  ],
  [
    'whose new secret was only tested',
    about('rotation_pending', { ...pending, overlapSeconds: 0, newSecretLastUsedAt: hoursAgo(3) }),
    ['New secret key only tested so far', 'The old secret key stops once the new one is first used'],
    'Finish or cancel',
  ],
  [
    'whose old secret ends',
    about('secret_ending', overlap),
    ['Old secret key last used 30 minutes ago', 'If you need more time, you can cancel the rotation'],
    'Review rotation',
  ],
])('text and HTML say of a key %s what is known, and what to do', (_, notice, words, action) => {
  const { text, html } = mailOf([notice]);
  for (const body of [text, html]) {
    for (const each of words) expect(body).toContain(each);
    expect(body).toContain(action);
    expect(body).toContain(`/keys/${notice.key.keyId}`);
    expect(body).toContain('To stop notices about a rotation, finish or cancel it.');
    expect(body).not.toContain('?extend');
  }
});

it('never says unused of a new secret while calls are not being counted', () => {
  for (const counting of [null, { startedAt: hoursAgo(999), asOf: hoursAgo(2) }]) {
    const { text } = mailOf([about('rotation_pending', pending)], { counting: counting as typeof known });
    expect(text).toContain('No use of the new secret key is known');
    expect(text).not.toContain('not used yet');
  }
});

it('shows instants in the account’s time zone and in UTC', () => {
  expect(mailOf([about('rotated', itself)], { timeZone: 'Asia/Kolkata' }).text).toContain(
    'created on Wed, 24 March 2027 at 17:24 GMT+5:30 (11:54 UTC)',
  );
});

it('says what each of several notices means in words that need no key at hand', () => {
  const { text } = mailOf([expiring(24), about('rotated', itself), about('rotation_pending', pending)]);
  for (const opening of [
    'Calls with an expired key are',
    'When a key rotates itself,',
    'While a new secret key',
  ])
    expect(text).toContain(`\n\n${opening}`);
  expect(text).not.toContain('with it are refused');
});

it('tells a holder without mails ahead of time why this one comes', () => {
  expect(mailOf([about('secret_ending', overlap)], { isOff: true }).text).toContain(
    'You still get this one, because a secret key is new, or about to stop working.',
  );
});
