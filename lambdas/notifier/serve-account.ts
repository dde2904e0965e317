import type { Lease } from '../adapters/table/lease.ts';
import type { AccountOutcome, RunContext } from './dependencies.ts';
import type { MailLedger } from './mail-ledger.ts';
import { sendConfirmations } from './send-confirmations.ts';
import { sendDigest } from './send-digest.ts';

/**
 * Does everything that is due for one leased account: what a run that died left unrecorded, the schedule by
 * new lead times, the digest of its notices, and confirmation requests. A crash between any two steps loses
 * nothing; only one between the mail service's acceptance and the very next write can send a mail twice.
 * @throws MailError `throttled` or `misconfigured`, OutOfTimeError, LeaseLostError, and the store's errors:
 *   the account stays due, and the ledger says where its mails stand
 */
export async function serveAccount(
  run: RunContext,
  { account, unsettled, leadDaysSince }: Lease,
  ledger: MailLedger,
  accountOutcome: AccountOutcome,
): Promise<void> {
  const { keys, notices, owner } = run;
  if (unsettled) await notices.settle(account, unsettled);
  const inventory = await keys.list(account.accountId);
  if (!inventory) return;
  const scheduled = leadDaysSince
    ? await notices.reschedulePending(account, inventory.keys, leadDaysSince)
    : inventory.keys;
  const queued = { keys: scheduled, plans: inventory.plans, leaks: inventory.leaks };
  const missedAt = await sendDigest(run, account, queued, ledger, accountOutcome);
  const { version, dueAt: requestAt } = await sendConfirmations(run, account, ledger, accountOutcome);
  const [dueAt = null] = [missedAt, requestAt]
    .filter((at) => at !== null)
    .sort((a, b) => Number(a) - Number(b));
  await notices.finish(account.accountId, owner, { version, dueAt, progress: ledger.progress }, run.clock());
}
