import { MailError } from '../adapters/mail/mailer.ts';
import type { Account } from '../core/account.ts';
import { deliverableAddresses, findUnreachable } from '../core/delivery.ts';
import { type Notice, recordDigest } from '../core/digest.ts';
import type { Undeliverable } from '../core/mail-problem.ts';
import { nextMailTry } from '../core/mail-retry.ts';
import type { NotifierDependencies, Served } from './dependencies.ts';
import { renderDigest } from './mails/digest-mail.tsx';

/**
 * Sends the notices that an account is owed as one mail, and records them. A mail that the service refuses,
 * or that can't be written, concerns this account only: it is postponed, with growing pauses, and finally
 * given up.
 * @throws MailError `throttled`, `misconfigured` or `unknown`: nothing is recorded, the notices stay due
 */
export async function sendDigest(
  dependencies: NotifierDependencies,
  account: Account,
  owed: readonly Notice[],
  served: Served,
): Promise<void> {
  const { mailer, notices, portalUrl, clock } = dependencies;
  const unreachable = findUnreachable(account);
  if (unreachable) return giveUp(dependencies, account, owed, unreachable, served);
  const to = deliverableAddresses(account);
  let messageId: string;
  try {
    const mail = renderDigest({ account, notices: owed, portalUrl, now: clock() });
    messageId = await mailer.send({ ...mail, to }, account.accountId);
  } catch (error) {
    if (error instanceof MailError && error.kind !== 'refused') throw error;
    served.refusal = error;
    const failures = account.mailFailures + 1;
    const until = nextMailTry(failures, clock());
    if (until) await notices.postpone(account.accountId, failures, owed, until);
    else {
      const since = account.undeliverable?.since ?? clock();
      await giveUp(dependencies, account, owed, { since, reason: 'refused' }, served);
    }
    return;
  }
  const sent = recordDigest(owed, { messageId, to, at: clock() });
  await notices.recordSent(account.accountId, sent, null);
  await notices.settle(account, sent);
  served.mails++;
  served.notices += owed.length;
}

/** Records the notices as not delivered and marks the account, so that the banner and an alarm report it. */
async function giveUp(
  { notices, clock }: NotifierDependencies,
  account: Account,
  owed: readonly Notice[],
  undeliverable: Undeliverable,
  served: Served,
): Promise<void> {
  const record = recordDigest(owed, { messageId: null, to: [], at: clock() });
  await notices.recordSent(account.accountId, record, undeliverable);
  await notices.settle(account, record);
  served.undeliverable = true;
}
