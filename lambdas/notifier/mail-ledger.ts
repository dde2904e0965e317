import { randomUUID } from 'node:crypto';
import { type Mail, MailError } from '../adapters/mail/mailer.ts';
import type { Lease, MailProgress } from '../adapters/table/lease.ts';
import type { Account } from '../core/account.ts';
import { countMail, type DailyMails, mayMailAt, readersOf } from '../core/daily-mails.ts';
import type { SentDigest } from '../core/digest.ts';
import { type DigestBuckets, drawDigest } from '../core/gathering.ts';
import { isBegun, type Mailing } from '../core/mailing.ts';
import { withMissed } from '../core/missed.ts';
import {
  type Attempt,
  accepted,
  attempted,
  type RecipientState,
  recipientStateOf,
  refused,
  replaceRecipientState,
} from '../core/recipient.ts';
import { LeaseLostError, OutOfTimeError, type RunContext } from './dependencies.ts';

/** What became of a mail that was handed to the mail service. */
export type MailOutcome =
  | { kind: 'accepted'; at: Date; messageId: string }
  | { kind: 'refused' | 'unknown'; error: unknown };

/**
 * Where the mails of one leased account stand. Before a mail is handed over, an attempt is recorded: a run
 * that dies, or a response that gets lost, leaves a trace, so that no mail is repeated without end.
 */
export class MailLedger {
  mailing: Mailing | null;
  readonly #run: RunContext;
  readonly #account: Account;
  readonly #acceptedAttempts: ReadonlyMap<string, string>;
  #recipients: readonly RecipientState[];
  #buckets: DigestBuckets;
  #mails: DailyMails;

  constructor(run: RunContext, { account, mailing, buckets, mails, acceptedAttempts }: Lease) {
    this.#run = run;
    this.#account = account;
    this.#acceptedAttempts = acceptedAttempts;
    // States of addresses that are no longer the account's would only pile up.
    const own = [account.email, ...account.noticeEmails.map(({ email }) => email)];
    this.#recipients = own
      .map((email) => recipientStateOf(account, email))
      .reduce<RecipientState[]>(replaceRecipientState, []);
    this.mailing = mailing;
    this.#buckets = buckets;
    this.#mails = mails;
  }

  get progress(): MailProgress {
    // What nobody has been sent is composed afresh.
    const mailing = this.#isMailingBegun() ? this.mailing : null;
    return { recipients: this.#recipients, mailing, buckets: this.#buckets, mails: this.#mails };
  }

  get buckets(): DigestBuckets {
    return this.#buckets;
  }

  /** When there is room for one more mail to an address: now or later. */
  mayMailAt(email: string, purpose: 'digest' | 'request'): Date {
    const { mailsPerDay, clock } = this.#run;
    return mayMailAt(this.#mails, { account: this.#account, email, purpose }, mailsPerDay, clock());
  }

  stateOf(email: string): RecipientState {
    return recipientStateOf({ recipients: this.#recipients }, email);
  }

  set(state: RecipientState): void {
    this.#recipients = replaceRecipientState(this.#recipients, state);
  }

  /** The message id of an open attempt that the mail service has reported as accepted in the meantime. */
  acceptedSince(email: string): string | null {
    const { attempt } = this.stateOf(email);
    return (attempt && this.#acceptedAttempts.get(attempt.id)) ?? null;
  }

  /** Forgets attempts of a mailing that is of no interest any more; what they tell of missed notices still is. */
  dropAttempts(): void {
    for (const state of this.#recipients) {
      const { attempt } = state;
      if (attempt?.purpose !== 'digest') continue;
      this.set({ ...state, attempt: attempt.missed > 0 ? { ...attempt, purpose: 'missed' } : null });
    }
  }

  /** Leaves notices that are being settled to recipients that had to wait, who are still to get them. */
  leaveTo(missing: readonly string[], record: SentDigest): void {
    for (const email of missing) this.set(withMissed(this.stateOf(email), record));
  }

  /** The same to those whose mail has no known outcome: further copies go only to them. */
  leaveToUnknown(record: SentDigest): void {
    for (const state of this.#recipients) {
      if (state.attempt?.purpose !== 'digest') continue;
      const { missed } = withMissed(state, record);
      this.set({ ...state, missed, attempt: { ...state.attempt, purpose: 'missed', missed: missed.length } });
    }
  }

  /** @throws LeaseLostError */
  save(): Promise<void> {
    return this.#save(false);
  }

  /**
   * Sends one mail to one recipient: waits its turn, records the attempt, and sends. What is known afterwards
   * is in the ledger, and has yet to be recorded.
   * @param missed how many of the recipient's missed notices it tells: the first ones
   * @throws MailError `throttled`, `misconfigured` or `unreachable`, OutOfTimeError: the mail was not taken, and
   *   the ledger says so; LeaseLostError
   */
  async send(mail: Mail, purpose: Attempt['purpose'], missed = 0): Promise<MailOutcome> {
    const { mailer, clock, awaitTurn, hasTime } = this.#run;
    const { accountId } = this.#account;
    const [before, bucketsBefore, mailsBefore] = [this.stateOf(mail.to), this.#buckets, this.#mails];
    await awaitTurn();
    if (purpose === 'digest') this.#countDigest();
    this.#mails = countMail(this.#mails, readersOf(this.#account, mail.to), clock());
    const attemptId = randomUUID();
    const during = attempted(before, { id: attemptId, purpose, missed, now: clock() });
    this.set(during);
    try {
      await this.#save(true);
      // Recording takes its time, too.
      if (!hasTime()) throw new OutOfTimeError();
      const messageId = await mailer.send(mail, { accountId, attemptId });
      this.set(accepted(during));
      return { kind: 'accepted', at: clock(), messageId };
    } catch (error) {
      const kind = error instanceof MailError ? error.kind : null;
      if (kind === 'unknown') return { kind, error };
      // Nothing was handed over, or it was not taken.
      [this.#buckets, this.#mails] = [bucketsBefore, mailsBefore];
      this.set(kind === 'refused' ? refused(before, clock()) : before);
      if (kind === 'refused') return { kind, error };
      throw error;
    }
  }

  /** A digest counts once, with the first of its mails. */
  #countDigest(): void {
    if (!this.mailing || this.#isMailingBegun()) return;
    const { gathering, clock } = this.#run;
    this.#buckets = drawDigest(this.#buckets, this.mailing.notices, gathering, clock());
  }

  async #save(isToMail: boolean): Promise<void> {
    const { notices, owner } = this.#run;
    const { accountId } = this.#account;
    if (!(await notices.recordProgress(accountId, owner, this.progress, isToMail)))
      throw new LeaseLostError();
  }

  #isMailingBegun(): boolean {
    const isAttempted = this.#recipients.some(({ attempt }) => attempt?.purpose === 'digest');
    return isAttempted || (this.mailing !== null && isBegun(this.mailing));
  }
}
