import { pathOf } from '../contract/routes.ts';
import type { Account } from '../core/account.ts';
import { addressErrorOf } from '../core/delivery.ts';
import { tryLimit } from '../core/mail-retry.ts';
import { hasBounced, type MissedTurn, missedTurn } from '../core/mailbox.ts';
import { type NoticeEmail, sealConfirmation } from '../core/notice-email.ts';
import { accepted, recipientTurn, unconfirmed } from '../core/recipient.ts';
import type { AccountOutcome, RunContext } from './dependencies.ts';
import type { MailLedger } from './mail-ledger.ts';
import { renderConfirmation } from './mails/confirmation-mail.tsx';
import { unsubscribeUrlOf } from './mails/unsubscribe-url.ts';

/** Where the confirmation requests of an account stand after a run. */
export interface RequestsOutcome {
  /** The account's version if nobody else has changed it since it was leased, else null. */
  version: number | null;
  /** When the next request is to be tried again; null: none waits. */
  dueAt: Date | null;
}

/**
 * Asks each new notice address once whether it wants the account's notices. What the mail service refuses is
 * tried again with growing pauses. Each is recorded before the next is sent.
 * @param account as it was leased
 */
export async function sendConfirmations(
  run: RunContext,
  account: Account,
  ledger: MailLedger,
  accountOutcome: AccountOutcome,
): Promise<RequestsOutcome> {
  const { accounts, clock } = run;
  const { accountId } = account;
  let version: number | null = account.version;
  const waits: Date[] = [];
  const markAsked = async (
    { email, requestedAt }: NoticeEmail,
    askedAt: Date,
    linkedAt: Date = requestedAt,
  ) => {
    // By the time of its request: the address may have been taken off and put back in the meantime.
    const isMeant = (entry: NoticeEmail) =>
      entry.email === email && entry.requestedAt.getTime() === requestedAt.getTime();
    const updated = await accounts.change(
      accountId,
      ({ noticeEmails }) => ({
        noticeEmails: noticeEmails.map((entry) =>
          isMeant(entry) ? { ...entry, requestedAt: linkedAt, askedAt: entry.askedAt ?? askedAt } : entry,
        ),
      }),
      clock(),
    );
    version = updated.version === (version ?? 0) + 1 ? updated.version : null;
  };

  for (const entry of account.noticeEmails) {
    const { email, askedAt } = entry;
    if (askedAt !== null || addressErrorOf(account, email) !== null) continue;
    const state = ledger.stateOf(email);
    if (ledger.acceptedSince(email) !== null) {
      await markAsked(entry, state.attempt?.at ?? clock());
      ledger.set(accepted(state));
      continue;
    }
    const turn = recipientTurn(state, 'request', clock());
    if (turn.act === 'conclude') {
      await markAsked(entry, state.attempt?.at ?? clock());
      ledger.set(unconfirmed(state, clock()));
      continue;
    }
    if (turn.act === 'send' && state.failures < tryLimit) {
      const mayMailAt = ledger.mayMailAt(email, 'request');
      if (mayMailAt > clock()) {
        waits.push(mayMailAt);
        continue;
      }
      const missed = await takeTurn(run, account, entry);
      if (missed?.act === 'wait') waits.push(missed.until);
      else if (missed?.act === 'adopt') await markAsked(entry, missed.askedAt, missed.requestedAt);
      else if (missed) {
        const reason = missed.act === 'bounced' ? 'bounced' : 'complained';
        await accounts.markListedAddress(accountId, email, reason, clock());
        version = null;
      }
      if (missed) continue;
      const outcome = await askOne(run, account, entry, ledger);
      if (outcome.kind === 'accepted') {
        await markAsked(entry, outcome.at);
        accountOutcome.mails++;
      } else accountOutcome.failures.push(outcome.error);
    }
    const { failures } = ledger.stateOf(email);
    const next = recipientTurn(ledger.stateOf(email), 'request', clock());
    if (next.act === 'wait' && failures < tryLimit) waits.push(next.until);
  }
  const dueAt = waits.length > 0 ? new Date(Math.min(...waits.map((wait) => wait.getTime()))) : null;
  return { version, dueAt };
}

/** Null when it is the request's turn to be sent. */
async function takeTurn(
  { mailboxes, clock }: RunContext,
  { accountId, retriedAt }: Account,
  { email, requestedAt }: NoticeEmail,
): Promise<MissedTurn | null> {
  if (hasBounced(await mailboxes.get(email), retriedAt, clock())) return { act: 'bounced' };
  const mailbox = await mailboxes.takeTurn({ accountId, email, requestedAt }, clock());
  return mailbox && missedTurn(mailbox, { accountId, email }, clock());
}

function askOne(run: RunContext, account: Account, { email, requestedAt }: NoticeEmail, ledger: MailLedger) {
  const token = sealConfirmation({ accountId: account.accountId, email, requestedAt }, account.signingSecret);
  const link = `${run.portalUrl}${pathOf('showConfirmation')}?token=${token}`;
  const unsubscribeUrl = unsubscribeUrlOf(run.portalUrl, account, email);
  return ledger.send(
    { ...renderConfirmation({ look: run.look, holder: account.email, link }), to: email, unsubscribeUrl },
    'request',
  );
}
