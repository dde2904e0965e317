import PQueue from 'p-queue';
import { MailFault } from '../adapters/mail/mailer.ts';
import type { DueAccount } from '../adapters/table/due-queue.ts';
import { serveAccount } from './serve-account.ts';
import type { NotifierTools } from './tools.ts';

export interface SweepOptions {
  /** Names this run in the leases; unique to it. */
  owner: string;
  /** How long a lease holds: longer than a run can last. */
  leaseSeconds: number;
  /** Mails that SES takes each second from this operator. */
  mailsPerSecond: number;
  /** Accounts served at the same time. */
  concurrency: number;
  /** Whether there is time left to begin with another account. */
  hasTime: () => boolean;
  /** Told of each account whose mail could not be sent, with the cause. */
  onFault: (accountId: string, error: unknown) => void;
}

/** What a run came to; also the numbers of its metrics. */
export interface SweepResult {
  /** Accounts found due. */
  accounts: number;
  mails: number;
  notices: number;
  /** Accounts whose mail was refused or could not be sent. */
  failures: number;
  undeliverable: number;
  /** How long the oldest of what is still due has been waiting; 0 when nothing is left. */
  oldestOverdueSeconds: number;
  /** Why the run ended before the queue did. */
  stopped: 'throttled' | 'misconfigured' | 'time' | null;
}

/**
 * Works the queue off, the longest due first. Ends early, and politely, when SES throttles or the time runs out: what is
 * left stays in the queue for the next run. Trouble with one account holds up no other.
 */
export async function sweep(
  tools: NotifierTools,
  dueAccounts: AsyncIterable<DueAccount[]>,
  options: SweepOptions,
): Promise<SweepResult> {
  const result: SweepResult = {
    accounts: 0,
    mails: 0,
    notices: 0,
    failures: 0,
    undeliverable: 0,
    oldestOverdueSeconds: 0,
    stopped: null,
  };
  const queue = new PQueue({
    concurrency: options.concurrency,
    interval: 1000,
    intervalCap: options.mailsPerSecond,
  });
  const seen = new Set<string>();

  const noteOverdue = ({ dueSince }: DueAccount): void => {
    const overdueSeconds = Math.floor((tools.clock().getTime() - dueSince.getTime()) / 1000);
    result.oldestOverdueSeconds = Math.max(result.oldestOverdueSeconds, overdueSeconds);
  };
  const serve = async (due: DueAccount): Promise<void> => {
    const isServed = !result.stopped && (await serveLeased(tools, due.accountId, options, result));
    if (!isServed) noteOverdue(due);
  };

  for await (const batch of dueAccounts) {
    const fresh = batch.filter(({ accountId }) => !seen.has(accountId));
    for (const { accountId } of fresh) seen.add(accountId);
    result.accounts += fresh.length;
    for (const due of fresh) {
      // Few wait in the queue at a time: after a stop, what waits would still pass through at the rate of the mails.
      await queue.onSizeLessThan(options.concurrency);
      if (result.stopped) noteOverdue(due);
      else void queue.add(() => serve(due));
    }
    await queue.onIdle();
    if (result.stopped) break;
  }
  return result;
}

/** False when the account is still due afterwards. */
async function serveLeased(
  tools: NotifierTools,
  accountId: string,
  options: SweepOptions,
  result: SweepResult,
): Promise<boolean> {
  if (!options.hasTime()) {
    result.stopped = 'time';
    return false;
  }
  try {
    const lease = await tools.notices.acquire(accountId, options.owner, options.leaseSeconds, tools.clock());
    if (!lease) return false;
    const served = await serveAccount(tools, lease, options.owner);
    result.mails += served.mails;
    result.notices += served.notices;
    if (served.refusal) {
      result.failures++;
      options.onFault(accountId, served.refusal);
    }
    result.undeliverable += Number(served.undeliverable);
    return true;
  } catch (error) {
    const kind = error instanceof MailFault ? error.kind : null;
    if (kind === 'throttled' || kind === 'misconfigured') result.stopped ??= kind;
    if (kind !== 'throttled') {
      result.failures++;
      options.onFault(accountId, error);
    }
    // Not awaited into the result: a lease that can't be given back ends by itself.
    await tools.notices.release(accountId, options.owner).catch(() => {});
    return false;
  }
}
