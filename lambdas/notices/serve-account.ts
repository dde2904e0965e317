import type { Lease } from '../adapters/table/notice-store.ts';
import { composeDigest } from '../core/digest.ts';
import type { NotifierDependencies, Served } from './dependencies.ts';
import { sendConfirmations } from './send-confirmations.ts';
import { sendDigest } from './send-digest.ts';

/**
 * Does everything that is due for one leased account: what a run that died left unrecorded, the schedule by
 * new lead times, the digest of its notices, and confirmation requests. A crash between any two steps loses
 * nothing; only one between the mail service's acceptance and the very next write can send a mail twice.
 * @throws MailError `throttled`, `misconfigured` or `unknown`, and the store's errors: the account stays due
 */
export async function serveAccount(
  dependencies: NotifierDependencies,
  lease: Lease,
  owner: string,
): Promise<Served> {
  const { keys, notices, clock } = dependencies;
  const { account, unsettled, leadDaysSince } = lease;
  const served: Served = { mails: 0, notices: 0, refusal: null, undeliverable: false };

  if (unsettled) await notices.settle(account, unsettled);
  const inventory = await keys.list(account.accountId);
  if (!inventory) return served;
  const scheduled = leadDaysSince
    ? await notices.reschedulePending(account, inventory.keys, leadDaysSince)
    : inventory.keys;
  const { owed, obsolete } = composeDigest(scheduled, account.noticeLeadDays, clock());
  await notices.rescheduleObsolete(account, obsolete, clock());
  if (owed.length > 0) await sendDigest(dependencies, account, owed, served);
  const version = await sendConfirmations(dependencies, account, served);
  await notices.finish(account.accountId, owner, version);
  return served;
}
