import type { Lease } from '../adapters/table/notice-store.ts';
import { composeDigest } from '../core/digest.ts';
import { sendConfirmations } from './send-confirmations.ts';
import { sendDigest } from './send-digest.ts';
import type { NotifierTools, Served } from './tools.ts';

/**
 * Does all that is due for one leased account: what a run that died left unrecorded, the plan by new lead times, requests
 * for confirmation, and the digest of its notices. A crash between any two steps loses nothing; only one between the mail
 * service's acceptance and the very next write can double a mail.
 * @throws MailFault `throttled`, `misconfigured` or `unknown`, and the store's faults: the account stays due
 */
export async function serveAccount(tools: NotifierTools, lease: Lease, owner: string): Promise<Served> {
  const { keys, notices, clock } = tools;
  const { account, item } = lease;
  const served: Served = { mails: 0, notices: 0, refusal: null, undeliverable: false };

  if (item.unsettled) await notices.settle(account, item.unsettled);
  const inventory = await keys.list(account.accountId);
  if (!inventory) return served;
  if (item.replan) await notices.replan(account, inventory.keys, clock());
  const { owed, obsolete } = composeDigest(inventory.keys, account.noticeLeadDays, clock());
  await notices.skip(account, obsolete, clock());
  if (owed.length > 0) await sendDigest(tools, lease, owed, served);
  const version = await sendConfirmations(tools, lease, served);
  await notices.finish(account.accountId, owner, version);
  return served;
}
