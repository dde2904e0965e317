import fc from 'fast-check';
import { countMail, type DailyMails, mayMailAt, type Readers } from '../../lambdas/core/daily-mails.ts';
import { sampleAccount } from './sample-account.ts';

const now = new Date('2026-06-15T12:00:00Z');
const day = 86_400_000;
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const perDay = { holder: 3, recipients: 2 };
const none: DailyMails = { holder: [], recipients: [] };
const [holder, other] = ['holder@example.com', 'ops@example.com'];
const unasked = { email: 'new@example.com', requestedAt: now, askedAt: null, confirmedAt: null };
const asked = { ...unasked, askedAt: now };
const bounced = { email: 'new@example.com', reason: 'bounced' as const, at: now };
const mayMail = (
  mails: Partial<DailyMails>,
  email: string,
  account = sampleAccount(),
  purpose: 'digest' | 'request' = 'digest',
) => mayMailAt({ ...none, ...mails }, { account, email, purpose }, perDay, now);

describe('one more mail', () => {
  const [full, three] = [
    [hoursAgo(2), hoursAgo(1)],
    [hoursAgo(3), hoursAgo(2), hoursAgo(1)],
  ];
  it.each<[string, Partial<DailyMails>, string, Date]>([
    ['goes at once while the day has room', { holder: full }, holder, now],
    ['waits until the first of the day is a day old', { holder: three }, holder, hoursAgo(3 - 24)],
    ['waits no longer on the very instant', { holder: [hoursAgo(24), ...full] }, holder, now],
    ['to the holder waits for no mail to others', { recipients: three }, holder, now],
    ['to others waits for no mail to the holder', { holder: three }, other, now],
    ['to others waits for those to all others', { recipients: full }, other, hoursAgo(2 - 24)],
    ['to the holder is one in any spelling', { holder: three }, 'Holder@Example.com', hoursAgo(3 - 24)],
  ])('%s', (_, mails, email, at) => {
    expect(mayMail(mails, email)).toEqual(at);
  });

  it.each([
    [
      'a digest leaves room for a request that is still to be sent',
      [unasked],
      [],
      'digest',
      hoursAgo(1 - 24),
    ],
    ['but not for one that was sent', [asked], [], 'digest', now],
    ['nor for one that will not be', [unasked], [bounced], 'digest', now],
    ['the request itself goes', [unasked], [], 'request', now],
  ] as const)('%s', (_, noticeEmails, mailProblems, purpose, at) => {
    const account = sampleAccount({ noticeEmails, mailProblems });
    expect(mayMail({ recipients: [hoursAgo(1)] }, other, account, purpose)).toEqual(at);
    expect(mayMail({ holder: [hoursAgo(1), hoursAgo(1)] }, holder, account)).toEqual(now);
  });
});

it('never more mails within 24 hours than the day has room for, and nobody waits longer than a day', () => {
  const ask = fc.record({
    readers: fc.constantFrom<Readers>('holder', 'recipients'),
    minutes: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 80 }), (asks) => {
      let [mails, at] = [none, now.getTime()];
      const sent: Record<Readers, number[]> = { holder: [], recipients: [] };
      for (const { readers, minutes } of asks) {
        at += minutes * 60_000;
        const account = sampleAccount();
        const email = readers === 'holder' ? holder : other;
        const mayAt = mayMailAt(mails, { account, email, purpose: 'digest' }, perDay, new Date(at)).getTime();
        expect(mayAt - at).toBeLessThanOrEqual(day);
        if (mayAt > at) continue;
        mails = countMail(mails, readers, new Date(at));
        sent[readers].push(at);
        expect(sent[readers].filter((each) => each > at - day).length).toBeLessThanOrEqual(perDay[readers]);
      }
    }),
  );
});
