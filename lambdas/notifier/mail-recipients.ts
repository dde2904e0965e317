import type { Mail } from '../adapters/mail/mailer.ts';
import type { Account } from '../core/account.ts';
import { deliverableAddresses, wantsLeadTimes } from '../core/delivery.ts';
import type { SentNotice } from '../core/digest.ts';
import type { Key } from '../core/key.ts';
import { type Mailing, withAcceptance } from '../core/mailing.ts';
import { accepted, recipientTurn, refused, unconfirmed } from '../core/recipient.ts';
import type { AccountOutcome, RunContext } from './dependencies.ts';
import type { MailLedger } from './mail-ledger.ts';
import { renderDigest } from './mails/digest-mail.tsx';
import { unsubscribeUrlOf } from './mails/unsubscribe-url.ts';

/** A notice of a mailing, with its key as the table has it. */
export interface CurrentNotice {
  notice: SentNotice;
  key: Key;
}

/** Until when recipients have to wait, by why; and whether a mail was refused in this run. */
export interface Turns {
  unknownUntil: Date[];
  refusedUntil: Date[];
  wasRefused: boolean;
}

/** Sends each recipient its mail, unless it has had it or has to wait. */
export async function mailRecipients(
  run: RunContext,
  account: Account,
  included: readonly CurrentNotice[],
  ledger: MailLedger,
  accountOutcome: AccountOutcome,
): Promise<Turns> {
  const turns: Turns = { unknownUntil: [], refusedUntil: [], wasRefused: false };
  const waitAs = (email: string) => {
    const turn = recipientTurn(ledger.stateOf(email), 'digest', run.clock());
    if (turn.act === 'wait') (turn.isUnknown ? turns.unknownUntil : turns.refusedUntil).push(turn.until);
  };
  const change = (next: (mailing: Mailing) => Mailing) => {
    if (ledger.mailing) ledger.mailing = next(ledger.mailing);
  };

  for (const email of deliverableAddresses(account)) {
    const told = included.filter(({ notice }) => notice.kind === 'expired' || wantsLeadTimes(account, email));
    if (told.length === 0) continue;
    const state = ledger.stateOf(email);
    if (ledger.mailing?.to.includes(email) || ledger.mailing?.unconfirmed.includes(email)) continue;
    const messageId = ledger.acceptedSince(email);
    if (messageId !== null) {
      const at = state.attempt?.at ?? run.clock();
      change((mailing) => withAcceptance(mailing, email, { at, messageId }));
      ledger.set(accepted(state));
      continue;
    }
    const { act } = recipientTurn(state, 'digest', run.clock());
    if (act === 'conclude') {
      change((mailing) => ({ ...mailing, unconfirmed: [...mailing.unconfirmed, email] }));
      ledger.set(unconfirmed(state, run.clock()));
      accountOutcome.unconfirmed++;
      continue;
    }
    if (act === 'send') {
      const outcome = await mailOne(run, account, email, told, ledger);
      if (outcome.kind === 'accepted') {
        change((mailing) => withAcceptance(mailing, email, outcome));
        accountOutcome.mails++;
      } else {
        accountOutcome.failures.push(outcome.error);
        if (outcome.kind === 'refused') turns.wasRefused = true;
      }
    }
    waitAs(email);
  }
  return turns;
}

async function mailOne(
  run: RunContext,
  account: Account,
  email: string,
  included: readonly CurrentNotice[],
  ledger: MailLedger,
) {
  let mail: Mail;
  try {
    const notices = included.flatMap(({ notice, key }) =>
      key.expiresAt ? [{ ...notice, key: { ...key, expiresAt: key.expiresAt } }] : [],
    );
    const { portalUrl, clock } = run;
    const unsubscribeUrl = unsubscribeUrlOf(portalUrl, account, email);
    const digest = renderDigest({
      account,
      recipient: { email, unsubscribeUrl },
      notices,
      portalUrl,
      now: clock(),
    });
    mail = { ...digest, to: email, unsubscribeUrl };
  } catch (error) {
    // A mail that can't be written concerns its account only, as one that is refused does.
    ledger.set(refused(ledger.stateOf(email), run.clock()));
    return { kind: 'refused' as const, error };
  }
  return ledger.send(mail, 'digest');
}
