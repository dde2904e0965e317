import type { Account } from '../../lambdas/core/account.ts';
import { deliverableAddresses, findUnreachable, viewDelivery } from '../../lambdas/core/delivery.ts';
import type { MailProblem } from '../../lambdas/core/mail-problem.ts';
import { sampleAccount } from './sample-account.ts';

const at = (day: number) => new Date(Date.UTC(2027, 0, day));
const confirmed = { email: 'ops@example.com', requestedAt: at(1), askedAt: at(1), confirmedAt: at(1) };
const accountWith = (...mailProblems: MailProblem[]): Account =>
  sampleAccount({ noticeEmails: [confirmed], mailProblems });
const holderComplained: MailProblem = { email: 'holder@example.com', reason: 'complained', at: at(2) };
const opsBounced: MailProblem = { email: 'ops@example.com', reason: 'bounced', at: at(5) };

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
