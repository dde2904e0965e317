import { hasBounced, type Mailbox, mailboxId, missedTurn, withoutTag } from '../../lambdas/core/mailbox.ts';

const now = new Date('2026-06-15T12:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const day = 86_400_000;
const asked = { accountId: 'A', requestedAt: ago(2000), mailboxId: mailboxId('me@example.com') };
const unknown: Mailbox = { bouncedAt: null, complainedAt: null, askedAt: null, askedBy: null, accounts: [] };

it.each([
  ['me@example.com', 'me@example.com'],
  ['me+1@example.com', 'me@example.com'],
  ['me+1+2@example.com', 'me@example.com'],
  ['+1@example.com', '+1@example.com'],
])('takes %s for the mailbox %s', (email, plain) => {
  expect(withoutTag(email)).toBe(plain);
});

it('knows a mailbox in any case, and only by a hash', () => {
  expect(mailboxId('Me@Example.com')).toBe(mailboxId('me@example.com'));
  expect(mailboxId('me@example.com')).toMatch(/^[\w-]{43}$/);
});

it.each<[string, Partial<Mailbox>, object]>([
  ['is never sent to who has complained', { complainedAt: ago(900 * day) }, { act: 'never' }],
  [
    'waits for a day after another account’s',
    { askedAt: ago(1000), askedBy: { ...asked, accountId: 'B' } },
    { act: 'wait', until: ago(1000 - day) },
  ],
  [
    'waits for a day after the account’s own with another spelling',
    { askedAt: ago(1000), askedBy: { ...asked, mailboxId: mailboxId('me+1@example.com') } },
    { act: 'wait', until: ago(1000 - day) },
  ],
  [
    'gets the link that the account has sent before',
    { askedAt: ago(1000), askedBy: asked },
    { act: 'adopt', requestedAt: ago(2000), askedAt: ago(1000) },
  ],
])('a request without its turn %s', (_, known, turn) => {
  const request = { accountId: 'A', email: 'me@example.com' };
  expect(missedTurn({ ...unknown, ...known }, request, now)).toEqual(turn);
});

it('remembers a bounce for a month, or until the holder says that mail arrives again', () => {
  expect(hasBounced(unknown, null, now)).toBe(false);
  expect(hasBounced({ ...unknown, bouncedAt: ago(day) }, null, now)).toBe(true);
  expect(hasBounced({ ...unknown, bouncedAt: ago(30 * day) }, null, now)).toBe(false);
  expect(hasBounced({ ...unknown, bouncedAt: ago(day) }, ago(day - 1), now)).toBe(false);
});
