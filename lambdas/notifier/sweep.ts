import PQueue from 'p-queue';
import { MailError } from '../adapters/mail/mailer.ts';
import type { DueAccount } from '../adapters/table/due-queue.ts';
import {
  type AccountOutcome,
  type NotifierDependencies,
  OutOfTimeError,
  type RunContext,
} from './dependencies.ts';
import { MailLedger } from './mail-ledger.ts';
import { createMailRate } from './mail-rate.ts';
import { serveAccount } from './serve-account.ts';

export interface SweepOptions {
  /** Names this run in the leases; unique to the invocation. */
  owner: string;
  /** How long a lease holds: longer than a run can last. */
  leaseSeconds: number;
  /** Mails that SES accepts each second from this operator. */
  mailsPerSecond: number;
  /** Accounts served at the same time. */
  concurrency: number;
  /** Whether there is time left to begin another account. */
  hasTime: () => boolean;
  /** Called for each account that could not be served, with the cause. */
  onError: (accountId: string, error: unknown) => void;
}

/** The result of a run; also the values of its metrics. */
export interface SweepResult {
  /** Accounts found due. */
  accounts: number;
  mails: number;
  notices: number;
  /** Mails that were refused or have no known outcome, and accounts that could not be served. */
  failures: number;
  undeliverable: number;
  /** Mails of which nobody will ever know whether they arrived. */
  unconfirmed: number;
  /** How long the oldest of what is still due has been waiting; 0 when nothing is left. */
  oldestOverdueSeconds: number;
  /** Why the run ended before the queue did. */
  stopped: 'throttled' | 'misconfigured' | 'time' | null;
}

/**
 * Works through the queue, the longest due first. Stops early when SES throttles or the time runs out: what
 * is left stays in the queue for the next run. Trouble with one account does not hold up the others.
 */
export async function sweep(
  dependencies: NotifierDependencies,
  dueAccounts: AsyncIterable<DueAccount[]>,
  options: SweepOptions,
): Promise<SweepResult> {
  const result: SweepResult = {
    accounts: 0,
    mails: 0,
    notices: 0,
    failures: 0,
    undeliverable: 0,
    unconfirmed: 0,
    oldestOverdueSeconds: 0,
    stopped: null,
  };
  const queue = new PQueue({ concurrency: options.concurrency });
  const run: RunContext = {
    ...dependencies,
    owner: options.owner,
    readCounting: once(dependencies.readCounting),
    awaitTurn: createMailRate(options.mailsPerSecond),
    hasTime: options.hasTime,
  };
  const seen = new Set<string>();

  const noteOverdue = ({ dueSince }: DueAccount): void => {
    const overdueSeconds = Math.floor((dependencies.clock().getTime() - dueSince.getTime()) / 1000);
    result.oldestOverdueSeconds = Math.max(result.oldestOverdueSeconds, overdueSeconds);
  };
  const serve = async (due: DueAccount): Promise<void> => {
    const isServed = !result.stopped && (await serveLeased(run, due.accountId, options, result));
    if (!isServed) noteOverdue(due);
  };

  for await (const batch of dueAccounts) {
    const fresh = batch.filter(({ accountId }) => !seen.has(accountId));
    for (const { accountId } of fresh) seen.add(accountId);
    result.accounts += fresh.length;
    for (const due of fresh) {
      // Only few wait in the queue at a time: after a stop, those waiting would still pass through at the
      // rate of mails.
      await queue.onSizeLessThan(options.concurrency);
      if (result.stopped) noteOverdue(due);
      else void queue.add(() => serve(due));
    }
    await queue.onIdle();
    if (result.stopped) break;
  }
  return result;
}

/** False when the account is still due afterwards, and not because it is suspended. */
async function serveLeased(
  run: RunContext,
  accountId: string,
  options: SweepOptions,
  result: SweepResult,
): Promise<boolean> {
  if (!run.hasTime()) {
    result.stopped = 'time';
    return false;
  }
  const accountOutcome: AccountOutcome = {
    mails: 0,
    notices: 0,
    failures: [],
    undeliverable: false,
    unconfirmed: 0,
  };
  let ledger: MailLedger | null = null;
  try {
    const lease = await run.notices.acquire(accountId, run.owner, options.leaseSeconds, run.clock());
    if (!lease) return false;
    if (lease.account.suspension) {
      // All that is owed stays where it is, and is mailed once the account is resumed.
      await run.notices.release(accountId, run.owner, null);
      return true;
    }
    ledger = new MailLedger(run, lease);
    await serveAccount(run, lease, ledger, accountOutcome);
    return true;
  } catch (error) {
    const kind = error instanceof MailError ? error.kind : null;
    if (kind === 'throttled' || kind === 'misconfigured') result.stopped ??= kind;
    if (error instanceof OutOfTimeError) result.stopped ??= 'time';
    else if (kind !== 'throttled') accountOutcome.failures.push(error);
    // An error here is ignored: a lease that can't be given back expires.
    await run.notices.release(accountId, run.owner, ledger?.progress ?? null).catch(() => {});
    return false;
  } finally {
    result.mails += accountOutcome.mails;
    result.notices += accountOutcome.notices;
    result.failures += accountOutcome.failures.length;
    result.undeliverable += Number(accountOutcome.undeliverable);
    result.unconfirmed += accountOutcome.unconfirmed;
    for (const error of accountOutcome.failures) options.onError(accountId, error);
  }
}

/** A run with nothing due reads nothing. */
function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let reading: Promise<Result> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
