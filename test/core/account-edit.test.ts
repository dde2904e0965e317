import { applyEdit } from '../../lambdas/core/account-edit.ts';
import type { MailProblem } from '../../lambdas/core/mail-problem.ts';
import { confirmationsPerDay, type NoticeEmail } from '../../lambdas/core/notice-email.ts';
import { sampleAccount } from './sample-account.ts';

const now = new Date('2026-06-15T12:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const day = 86_400_000;
const unasked = (email: string): NoticeEmail => ({
  email,
  requestedAt: now,
  askedAt: null,
  confirmedAt: null,
});
const confirmed = (email: string): NoticeEmail => ({ ...unasked(email), askedAt: now, confirmedAt: now });
const strangers = (count: number) => Array.from({ length: count }, (_, n) => unasked(`s${n}@example.com`));

describe('an edit of an account', () => {
  it('changes what it names and the instant of the change, and nothing else', () => {
    expect(applyEdit(sampleAccount(), { timeZone: 'Asia/Tokyo' }, now)).toEqual({
      updatedAt: now,
      timeZone: 'Asia/Tokyo',
    });
    expect(applyEdit(sampleAccount(), {}, now)).toEqual({ updatedAt: now });
  });

  it('of lead times sorts them, and has the notifier reschedule at once', () => {
    expect(applyEdit(sampleAccount(), { noticeLeadDays: [1, 30, 7] }, now)).toEqual({
      updatedAt: now,
      noticeLeadDays: [30, 7, 1],
      leadDaysSince: now,
      dueAt: now,
    });
  });

  it('of addresses calls the notifier only while one of them has still to be asked', () => {
    const noticeEmails = [confirmed('ops@example.com')];
    expect(applyEdit(sampleAccount(), { noticeEmails }, now)).toEqual({ updatedAt: now, noticeEmails });
    expect(
      applyEdit(sampleAccount({ noticeEmails: strangers(1) }), { noticeEmails: strangers(1) }, now),
    ).toEqual({ updatedAt: now, noticeEmails: strangers(1), dueAt: now });
  });
});

describe('leaving', () => {
  it('takes an address off the list and remembers it, and nothing else changes', () => {
    const account = sampleAccount({
      noticeEmails: [confirmed('Ops@example.com'), confirmed('dev@example.com')],
      leftEmails: ['old@example.com'],
    });
    expect(applyEdit(account, { leaving: 'ops@example.com' }, now)).toEqual({
      updatedAt: now,
      noticeEmails: [confirmed('dev@example.com')],
      leftEmails: ['old@example.com', 'ops@example.com'],
    });
  });

  it('turns off the holder’s mails before expiries once, and on again', () => {
    const off = applyEdit(sampleAccount(), { leadTimeMails: false }, now);
    expect(off).toEqual({ updatedAt: now, leadTimeMailsOffSince: now });
    const account = sampleAccount({ leadTimeMailsOffSince: ago(day) });
    expect(applyEdit(account, { leadTimeMails: false }, now)).toMatchObject({
      leadTimeMailsOffSince: ago(day),
    });
    expect(applyEdit(account, { leadTimeMails: true }, now)).toMatchObject({ leadTimeMailsOffSince: null });
  });
});

describe('adding addresses', () => {
  const add = (addressBounces: Date[]) =>
    applyEdit(sampleAccount({ addressBounces }), { noticeEmails: strangers(1) }, now);

  it('ends for a day once mail to three of them has come back', () => {
    const bounces = [ago(day - 3000), ago(5000), ago(4000)];
    expect(() => add(bounces)).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterSeconds: 3 }),
    );
    expect(add(bounces.slice(1)).noticeEmails).toHaveLength(1);
    expect(add([ago(day), ...bounces.slice(1)]).noticeEmails).toHaveLength(1);
  });

  it('keeps no problems of addresses that are no longer on the list, but who has complained', () => {
    const mailProblems = ['a', 'b'].map((name) => ({
      email: `${name}@example.com`,
      reason: name === 'a' ? ('bounced' as const) : ('complained' as const),
      at: now,
    }));
    const account = sampleAccount({
      mailProblems,
      noticeEmails: mailProblems.map(({ email }) => confirmed(email)),
    });
    expect(applyEdit(account, { noticeEmails: [] }, now)).toMatchObject({
      mailProblems: [],
      leftEmails: ['b@example.com'],
    });
  });
});

describe('confirmation requests', () => {
  const add = (confirmationRequests: Date[], count: number) =>
    applyEdit(sampleAccount({ confirmationRequests }), { noticeEmails: strangers(count) }, now);

  it('are counted per new address', () => {
    expect(add([], 3).confirmationRequests).toEqual([now, now, now]);
  });

  it('are ten a day at most, however they come together', () => {
    const nine = Array<Date>(confirmationsPerDay - 1).fill(ago(day - 1));
    expect(add(nine, 1).confirmationRequests).toEqual([...nine, now]);
    expect(() => add(nine, 2)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    expect(() => add([], confirmationsPerDay + 1)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  });

  it('say when there is room for all that are added', () => {
    const spread = Array.from({ length: confirmationsPerDay }, (_, i) => ago(day - (i + 1) * 60_000));
    const wait = (retryAfterSeconds: number) => expect.objectContaining({ retryAfterSeconds });
    expect(() => add(spread, 1)).toThrow(wait(60));
    expect(() => add(spread.toReversed(), 3)).toThrow(wait(180));
    expect(() => add([], confirmationsPerDay + 1)).toThrow(wait(day / 1000));
  });

  it('are forgotten after exactly a day', () => {
    const ten = Array<Date>(confirmationsPerDay).fill(ago(day));
    expect(add(ten, 1).confirmationRequests).toEqual([now]);
  });

  it('are not counted for addresses that are listed already or were asked', () => {
    const account = sampleAccount({ noticeEmails: strangers(2) });
    const noticeEmails = [...strangers(2), confirmed('ops@example.com')];
    expect(applyEdit(account, { noticeEmails }, now)).not.toHaveProperty('confirmationRequests');
  });
});

describe('trying delivery again', () => {
  const problem = (email: string, reason: MailProblem['reason']): MailProblem => ({ email, reason, at: now });
  const account = sampleAccount({
    email: 'holder@example.com',
    noticeEmails: [confirmed('ops@example.com'), unasked('stranger@example.com')],
    undeliverable: { since: now, reason: 'bounced' },
    mailProblems: [
      problem('holder@example.com', 'complained'),
      problem('ops@example.com', 'complained'),
      problem('stranger@example.com', 'complained'),
      problem('former@example.com', 'complained'),
      problem('other@example.com', 'bounced'),
    ],
  });
  const slate = {
    mailProblems: [problem('ops@example.com', 'complained'), problem('stranger@example.com', 'complained')],
    leftEmails: ['former@example.com'],
    undeliverable: null,
    retriedAt: now,
    dueAt: now,
  };

  it('forgets what is known, except complaints of other readers than the sign-in’s', () => {
    expect(applyEdit(account, { retryDelivery: true }, now)).toEqual({
      updatedAt: now,
      retries: [now],
      ...slate,
    });
  });

  it('is possible three times a day', () => {
    const retried = (...retries: Date[]) =>
      applyEdit({ ...account, retries }, { retryDelivery: true }, now).retries;
    expect(retried(ago(day), ago(2000), ago(1000))).toEqual([ago(2000), ago(1000), now]);
    expect(() => retried(ago(day - 7000), ago(2000), ago(1000))).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterSeconds: 7 }),
    );
  });

  it('comes with a new address of the sign-in', () => {
    const email = 'new@example.com';
    expect(applyEdit(account, { email }, now)).toEqual({ updatedAt: now, email, ...slate });
  });

  it('does not come with other changes', () => {
    expect(applyEdit(account, { timeZone: 'UTC' }, now)).not.toHaveProperty('mailProblems');
  });
});
