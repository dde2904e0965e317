import type { PostponedNotice } from '../adapters/table/notice-store.ts';
import type { Account } from '../core/account.ts';
import { deliverableAddresses, findUnreachable, wantsLeadTimes } from '../core/delivery.ts';
import {
  composeDigest,
  type Notice,
  recordGivenUp,
  type SentDigest,
  type SentNotice,
} from '../core/digest.ts';
import { digestMayGoAt, gatheredUntil } from '../core/gathering.ts';
import type { Key } from '../core/key.ts';
import type { Undeliverable } from '../core/mail-problem.ts';
import { tryLimit } from '../core/mail-retry.ts';
import { isBegun, type Mailing, openMailing, recordMailing, reviewMailing } from '../core/mailing.ts';
import { givenUp, recipientTurn } from '../core/recipient.ts';
import { type AccountOutcome, LeaseLostError, type RunContext } from './dependencies.ts';
import type { MailLedger } from './mail-ledger.ts';
import { type CurrentNotice, mailRecipients, type Turns } from './mail-recipients.ts';

/**
 * Mails the notices that an account is owed, one mail per recipient, and records them. Trouble with one
 * recipient is that recipient's: the others get their mail, and the notices are settled once somebody has.
 * While nobody has, they are tried again with growing pauses, and finally given up. While an outcome is
 * unknown, the mailing stays open.
 * @throws MailError `throttled` or `misconfigured`, OutOfTimeError, LeaseLostError: the notices stay due
 */
export async function sendDigest(
  run: RunContext,
  account: Account,
  keys: readonly Key[],
  ledger: MailLedger,
  accountOutcome: AccountOutcome,
): Promise<void> {
  const current = await continueMailing(run, account, keys, ledger);
  const { owed, obsolete } = composeDigest(
    keys,
    account.noticeLeadDays,
    current.length > 0 || isAnybodyFree(account, ledger, run.clock()),
    run.clock(),
  );
  const wanted = owed.filter(({ kind }) => kind === 'expired' || isAnybodyKeen(account));
  const unwanted = owed.filter((notice) => !wanted.includes(notice)).map(({ key }) => key);
  await run.notices.rescheduleObsolete(account, [...obsolete, ...unwanted], run.clock());
  if (wanted.length === 0) return;

  const isIncluded = ({ key }: CurrentNotice) => wanted.some((each) => each.key.keyId === key.keyId);
  const open = current.filter(isIncluded);
  const unreachable = findUnreachable(account);
  if (open.length === 0 && !unreachable) {
    const mayGoAt = digestMayGoAt(ledger.buckets, wanted, run.gathering, run.clock());
    if (mayGoAt > run.clock()) return gather(run, wanted, mayGoAt);
  }
  const mailing = open.length > 0 ? ledger.mailing : openMailing(wanted, run.clock());
  if (!mailing) return;
  ledger.mailing = mailing;
  const included = open.length > 0 ? open : includedIn(mailing, wanted);
  const left = wanted.filter(({ key }) => !included.some((each) => each.key.keyId === key.keyId));

  if (unreachable) return giveUp(run, account, included, ledger, unreachable, accountOutcome);
  const turns = await mailRecipients(run, account, included, ledger, accountOutcome);
  await conclude(run, account, included, left, ledger, turns, accountOutcome);
}

/** Puts off what has fallen due until a digest may go; what was put off before stays where it is. */
async function gather({ notices, clock }: RunContext, owed: readonly Notice[], mayGoAt: Date): Promise<void> {
  for (const notice of owed.filter(({ noticeAt }) => noticeAt <= clock())) {
    const { key, noticeAt } = notice;
    await notices.postpone([{ key, noticeAt, tries: key.noticeTries }], gatheredUntil(notice, mayGoAt));
  }
}

/** What an earlier run left open, as far as it is still true. What is not is settled, or forgotten. */
async function continueMailing(
  run: RunContext,
  account: Account,
  keys: readonly Key[],
  ledger: MailLedger,
): Promise<CurrentNotice[]> {
  const { mailing } = ledger;
  if (!mailing) return [];
  const { current, stale } = reviewMailing(mailing, keys, account, run.clock());
  const notices = current.map(({ notice }) => notice);
  const remaining = notices.length > 0 ? { ...mailing, notices } : null;
  if (stale.length > 0 && mailing.to.length > 0) {
    await settle(run, account, ledger, recordMailing(mailing, stale, run.clock()), null, remaining);
  } else {
    if (remaining === null) ledger.dropAttempts('digest');
    ledger.mailing = remaining;
  }
  return current;
}

function includedIn(mailing: Mailing, owed: readonly Notice[]): CurrentNotice[] {
  return mailing.notices.flatMap((notice) => {
    const key = owed.find((each) => each.key.keyId === notice.keyId)?.key;
    return key ? [{ notice, key }] : [];
  });
}

function isAnybodyKeen(account: Account): boolean {
  const recipients = deliverableAddresses(account);
  // Whom mail does not reach is told by the log and the banner.
  return recipients.length === 0 || recipients.some((email) => wantsLeadTimes(account, email));
}

function isAnybodyFree(account: Account, ledger: MailLedger, now: Date): boolean {
  return deliverableAddresses(account).some(
    (email) => recipientTurn(ledger.stateOf(email), 'digest', now).act === 'send',
  );
}

/** Settles the notices once somebody has them, else postpones them or gives them up. */
async function conclude(
  run: RunContext,
  account: Account,
  included: readonly CurrentNotice[],
  left: readonly Notice[],
  ledger: MailLedger,
  { unknownUntil, refusedUntil, wasRefused }: Turns,
  accountOutcome: AccountOutcome,
): Promise<void> {
  const { notices, clock } = run;
  const { mailing } = ledger;
  if (!mailing) return;
  const leftOver = left.map(({ key, noticeAt }) => ({ key, noticeAt, tries: key.noticeTries }));
  if (unknownUntil.length > 0) {
    await ledger.save();
    const waiting = included.map(({ notice, key }) => postponed(notice, key, key.noticeTries));
    await notices.postpone([...waiting, ...leftOver], earliest(unknownUntil));
    return;
  }
  if (isBegun(mailing)) {
    const record = recordMailing(mailing, mailing.notices, clock());
    const isSent = record.outcome === 'sent';
    const since = account.undeliverable?.since ?? clock();
    await settle(run, account, ledger, record, isSent ? null : { since, reason: 'unconfirmed' });
    if (isSent) accountOutcome.notices += mailing.notices.length;
    return;
  }
  const tried = included.map(({ notice, key }) =>
    postponed(notice, key, key.noticeTries + Number(wasRefused)),
  );
  const exhausted = included.filter((_, index) => (tried[index]?.tries ?? 0) >= tryLimit);
  const rest = [...tried.filter(({ tries }) => tries < tryLimit), ...leftOver];
  if (exhausted.length > 0) {
    const since = account.undeliverable?.since ?? clock();
    if (rest.length === 0) {
      for (const email of deliverableAddresses(account)) ledger.set(givenUp(ledger.stateOf(email)));
    }
    await giveUp(run, account, exhausted, ledger, { since, reason: 'refused' }, accountOutcome);
  }
  if (rest.length > 0 && refusedUntil.length > 0) {
    await ledger.save();
    await notices.postpone(rest, earliest(refusedUntil));
  }
}

function postponed({ noticeAt }: SentNotice, key: Key, tries: number): PostponedNotice {
  return { key, noticeAt, tries };
}

/** Records the notices as not delivered and marks the account, so that the banner and an alarm report it. */
async function giveUp(
  run: RunContext,
  account: Account,
  included: readonly CurrentNotice[],
  ledger: MailLedger,
  undeliverable: Undeliverable,
  accountOutcome: AccountOutcome,
): Promise<void> {
  const { mailing } = ledger;
  const notices = included.map(({ notice }) => notice);
  // The last address may have been lost while others had got their mail.
  const isSent = mailing !== null && mailing.to.length > 0;
  const record = isSent ? recordMailing(mailing, notices, run.clock()) : recordGivenUp(notices, run.clock());
  await settle(run, account, ledger, record, undeliverable);
  accountOutcome.undeliverable = true;
}

/** Records what became of notices. The ledger keeps its mailing until that is recorded. */
async function settle(
  { notices, owner }: RunContext,
  account: Account,
  ledger: MailLedger,
  sent: SentDigest,
  undeliverable: Undeliverable | null,
  mailing: Mailing | null = null,
): Promise<void> {
  if (mailing === null) ledger.dropAttempts('digest');
  const progress = { ...ledger.progress, mailing };
  if (!(await notices.recordSent(account.accountId, owner, { sent, undeliverable, progress }))) {
    throw new LeaseLostError();
  }
  ledger.mailing = mailing;
  await notices.settle(account, sent);
}

function earliest(instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map((instant) => instant.getTime())));
}
