import type { PostponedNotice } from '../adapters/table/notice-store.ts';
import type { Account } from '../core/account.ts';
import { deliverableAddresses, findUnreachable, wantsLeadTimes } from '../core/delivery.ts';
import {
  composeDigest,
  isSameMatter,
  isTellingAll,
  type Notice,
  type Obsolete,
  type Queued,
  recordGivenUp,
  type SentDigest,
} from '../core/digest.ts';
import { digestMayGoAt, gatheredUntil } from '../core/gathering.ts';
import type { Counting } from '../core/key-use.ts';
import type { Undeliverable } from '../core/mail-problem.ts';
import { tryLimit } from '../core/mail-retry.ts';
import {
  type CurrentNotice,
  isBegun,
  type Mailing,
  openMailing,
  recordMailing,
  reviewMailing,
} from '../core/mailing.ts';
import { givenUp, recipientTurn } from '../core/recipient.ts';
import { type AccountOutcome, LeaseLostError, type RunContext } from './dependencies.ts';
import type { MailLedger } from './mail-ledger.ts';
import { RecipientMailer, type Turns } from './mail-recipients.ts';

/**
 * Mails the notices that an account is owed, one mail per recipient, and records them. Trouble with one
 * recipient is that recipient's: the others get their mail, and the notices are settled once somebody has.
 * Whoever could not be mailed by then is mailed later. While nobody has got them, they are tried again with
 * growing pauses, and finally given up; while no outcome is known, the mailing stays open.
 * @returns when somebody is next to get what others have got; null: everybody has
 * @throws MailError `throttled` or `misconfigured`, OutOfTimeError, LeaseLostError: the notices stay due
 */
export async function sendDigest(
  run: RunContext,
  account: Account,
  queued: Queued,
  ledger: MailLedger,
  accountOutcome: AccountOutcome,
): Promise<Date | null> {
  const counting = await run.readCounting();
  const current = await continueMailing(run, account, { queued, counting }, ledger);
  const withPostponed = current.length > 0 || isAnybodyFree(account, ledger, run.clock());
  const rules = { leadDays: account.noticeLeadDays, counting, withPostponed };
  const { owed, obsolete } = composeDigest(queued, rules, run.clock());
  const wanted = owed.filter(({ kind }) => isTellingAll(kind) || isAnybodyKeen(account));
  const unwanted = owed.filter((notice) => !wanted.includes(notice));
  await run.notices.rescheduleObsolete(account, withUnwanted(obsolete, unwanted), run.clock());

  const included = await includeOwed(run, account, current, wanted, ledger);
  const unreachable = findUnreachable(account);
  if (unreachable) {
    if (included.length > 0) await giveUp(run, account, included, ledger, unreachable, accountOutcome);
    return null;
  }
  const mailer = new RecipientMailer(run, { account, queued, counting }, ledger, accountOutcome);
  const turns = await mailer.mailAll(included);
  const left = wanted.filter((each) => !included.some(({ notice }) => isSameMatter(notice, matterOf(each))));
  if (included.length > 0) await conclude(run, account, included, left, ledger, turns, accountOutcome);
  return mailer.nextMissedAt();
}

/** The notices of the mailing that is open or may begin now; none if there is none. */
async function includeOwed(
  run: RunContext,
  account: Account,
  current: readonly CurrentNotice[],
  wanted: readonly Notice[],
  ledger: MailLedger,
): Promise<readonly CurrentNotice[]> {
  const open = current.filter(({ notice }) => wanted.some((each) => isSameMatter(notice, matterOf(each))));
  if (open.length > 0 || wanted.length === 0) return open;
  const mayGoAt = digestTurn(run, account, wanted, ledger);
  if (mayGoAt > run.clock()) {
    await gather(run, wanted, mayGoAt);
    return [];
  }
  ledger.mailing = openMailing(wanted, run.clock());
  return includedIn(ledger.mailing, wanted);
}

/** When a digest may begin: it has its turn, and the day has room for one of its recipients. */
function digestTurn(
  { gathering, clock }: RunContext,
  account: Account,
  wanted: readonly Notice[],
  ledger: MailLedger,
): Date {
  const recipients = deliverableAddresses(account).filter(
    (email) => wantsLeadTimes(account, email) || wanted.some(({ kind }) => isTellingAll(kind)),
  );
  // Giving up takes no mail.
  if (recipients.length === 0) return clock();
  const rooms = recipients.map((email) => ledger.mayMailAt(email, 'digest').getTime());
  const turn = digestMayGoAt(ledger.buckets, wanted, gathering, clock());
  return new Date(Math.max(turn.getTime(), Math.min(...rooms)));
}

/** Puts off what has fallen due until a digest may go; what was put off before stays where it is. */
async function gather({ notices, clock }: RunContext, owed: readonly Notice[], mayGoAt: Date): Promise<void> {
  for (const notice of owed.filter(({ noticeAt }) => noticeAt <= clock())) {
    await notices.postpone([waiting(notice)], gatheredUntil(notice, mayGoAt));
  }
}

/** What an earlier run left open, as far as it is still true. What is not is settled, or forgotten. */
async function continueMailing(
  run: RunContext,
  account: Account,
  { queued, counting }: { queued: Queued; counting: Counting },
  ledger: MailLedger,
): Promise<CurrentNotice[]> {
  const { mailing } = ledger;
  if (!mailing) return [];
  const { current, stale } = reviewMailing(mailing, queued, {
    account,
    counting,
    now: run.clock(),
  });
  const notices = current.map(({ notice }) => notice);
  const remaining = notices.length > 0 ? { ...mailing, notices } : null;
  if (stale.length > 0 && mailing.to.length > 0) {
    await settle(run, account, ledger, recordMailing(mailing, stale, run.clock()), null, remaining);
  } else {
    if (remaining === null) ledger.dropAttempts();
    ledger.mailing = remaining;
  }
  return current;
}

function includedIn(mailing: Mailing, owed: readonly Notice[]): CurrentNotice[] {
  return mailing.notices.flatMap((notice) => {
    const found = owed.find((each) => isSameMatter(notice, matterOf(each)));
    return found ? [{ notice, key: found.key, place: found.place }] : [];
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
  turns: Turns,
  accountOutcome: AccountOutcome,
): Promise<void> {
  const { notices, clock } = run;
  const { mailing } = ledger;
  if (!mailing) return;
  const leftOver = left.map(waiting);
  const { unknownUntil, refusedUntil, fullUntil, missing, wasRefused } = turns;
  if (unknownUntil.length > 0 && mailing.to.length === 0) {
    await ledger.save();
    await notices.postpone([...included.map((each) => postponed(each)), ...leftOver], earliest(unknownUntil));
    return;
  }
  if (isBegun(mailing)) {
    const record = recordMailing(mailing, mailing.notices, clock());
    ledger.leaveTo(missing, record);
    ledger.leaveToUnknown(record);
    const isSent = record.outcome === 'sent';
    const since = account.undeliverable?.since ?? clock();
    await settle(run, account, ledger, record, isSent ? null : { since, reason: 'unconfirmed' });
    if (isSent) accountOutcome.notices += mailing.notices.length;
    return;
  }
  const tried = included.map((each) => postponed(each, Number(wasRefused)));
  const exhausted = included.filter((_, index) => (tried[index]?.tries ?? 0) >= tryLimit);
  const rest = [...tried.filter(({ tries }) => tries < tryLimit), ...leftOver];
  if (exhausted.length > 0) {
    const since = account.undeliverable?.since ?? clock();
    if (rest.length === 0) {
      for (const email of deliverableAddresses(account)) ledger.set(givenUp(ledger.stateOf(email)));
    }
    await giveUp(run, account, exhausted, ledger, { since, reason: 'refused' }, accountOutcome, missing);
  }
  const until = [...refusedUntil, ...fullUntil];
  if (rest.length > 0 && until.length > 0) {
    await ledger.save();
    await notices.postpone(rest, earliest(until));
  }
}

/** @param refusals by how many its failed tries grow */
function postponed({ notice, place }: CurrentNotice, refusals = 0): PostponedNotice {
  return { place, noticeAt: notice.noticeAt, tries: place.noticeTries + refusals };
}

function waiting({ place, noticeAt }: Notice): PostponedNotice {
  return { place, noticeAt, tries: place.noticeTries };
}

function matterOf({ kind, key: { keyId } }: Notice) {
  return { kind, keyId };
}

/** What nobody wants to be told is rescheduled as if it had been. */
function withUnwanted(obsolete: Obsolete, unwanted: readonly Notice[]): Obsolete {
  const keys = [...obsolete.keys];
  const plans = [...obsolete.plans];
  for (const { place, ...notice } of unwanted) {
    if (!('told' in place)) keys.push(place);
    else if ('nextAt' in notice) plans.push({ plan: place, nextAt: notice.nextAt });
  }
  return { keys, plans };
}

/** Records the notices as not delivered and marks the account, so that the banner and an alarm report it. */
async function giveUp(
  run: RunContext,
  account: Account,
  included: readonly CurrentNotice[],
  ledger: MailLedger,
  undeliverable: Undeliverable,
  accountOutcome: AccountOutcome,
  missing: readonly string[] = [],
): Promise<void> {
  const { mailing } = ledger;
  const notices = included.map(({ notice }) => notice);
  // The last address may have been lost while others had got their mail.
  const isSent = mailing !== null && mailing.to.length > 0;
  const record = isSent ? recordMailing(mailing, notices, run.clock()) : recordGivenUp(notices, run.clock());
  ledger.leaveTo(missing, record);
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
  if (mailing === null) ledger.dropAttempts();
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
