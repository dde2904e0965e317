import type { Account } from '../../lambdas/core/account.ts';
import {
  deliverableAddresses,
  findUnreachable,
  type MailProblem,
  viewDelivery,
} from '../../lambdas/core/delivery.ts';

const at = (day: number) => new Date(Date.UTC(2027, 0, day));
const confirmed = { email: 'ops@example.com', requestedAt: at(1), askedAt: at(1), confirmedAt: at(1) };
const accountWith = (...mailProblems: MailProblem[]): Account => ({
  accountId: 'A'.repeat(12),
  email: 'holder@example.com',
  timeZone: 'UTC',
  noticeLeadDays: [30],
  noticeEmails: [confirmed],
  formerNoticeEmails: [],
  mailProblems,
  undeliverable: null,
  createdAt: at(1),
  updatedAt: at(1),
  version: 1,
});
const holderComplained: MailProblem = { email: 'holder@example.com', fault: 'complained', at: at(2) };
const opsBounced: MailProblem = { email: 'ops@example.com', fault: 'bounced', at: at(5) };

it.each([[[]], [[holderComplained]], [[opsBounced]]])(
  'reaches somebody while one address is left: %j',
  (problems) => {
    const account = accountWith(...problems);
    expect(findUnreachable(account)).toBeNull();
    expect(viewDelivery(account)).toMatchObject({ state: 'ok', since: null, reason: null });
  },
);

it('sends one copy to an address that has become that of the sign-in', () => {
  const account = { ...accountWith(), email: 'Ops@example.com' };
  expect(deliverableAddresses(account)).toEqual(['Ops@example.com']);
});

it('reaches nobody since the last address failed, for the reason of the holder’s own', () => {
  for (const problems of [
    [holderComplained, opsBounced],
    [opsBounced, holderComplained],
  ]) {
    const account = accountWith(...problems);
    const undeliverable = { since: at(5), reason: 'complained' };
    expect(findUnreachable(account)).toEqual(undeliverable);
    // The same before and after a run has written it down.
    const told = { state: 'undeliverable', since: '2027-01-05T00:00:00Z', reason: 'complained' };
    expect(viewDelivery(account)).toMatchObject(told);
    expect(viewDelivery({ ...account, undeliverable: findUnreachable(account) })).toMatchObject(told);
  }
});
