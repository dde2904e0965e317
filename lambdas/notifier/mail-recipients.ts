import type { Mail } from '../adapters/mail/mailer.ts';
import { isAboutAccess } from '../core/access-notices.ts';
import type { Account } from '../core/account.ts';
import { deliverableAddresses, wantsLeadTimes } from '../core/delivery.ts';
import { isSameMatter, isTellingAll, type Queued, type ToldNotice } from '../core/digest.ts';
import type { Counting } from '../core/key-use.ts';
import { isAboutLeak } from '../core/leak-notices.ts';
import { tryLimit } from '../core/mail-retry.ts';
import { type CurrentNotice, type Mailing, withAcceptance } from '../core/mailing.ts';
import { type MissedNotice, tellMissed } from '../core/missed.ts';
import { sortByUrgency } from '../core/notice-use.ts';
import { accepted, type RecipientState, recipientTurn, refused, unconfirmed } from '../core/recipient.ts';
import { isAboutRotation } from '../core/rotation-notices.ts';
import type { AccountOutcome, RunContext } from './dependencies.ts';
import type { MailLedger, MailOutcome } from './mail-ledger.ts';
import { renderDigest } from './mails/digest-mail.tsx';
import { unsubscribeUrlOf } from './mails/unsubscribe-url.ts';

/** What came of a mailing for its recipients. */
export interface Turns {
  /** Until when some have to wait, by why. */
  unknownUntil: Date[];
  refusedUntil: Date[];
  /** The day has no more room for them, or an earlier mail is still open. */
  fullUntil: Date[];
  /** Who has to wait for the latter reasons. */
  missing: string[];
  wasRefused: boolean;
}

/** Mails the recipients of one leased account: what is new, and what each of them has missed. */
export class RecipientMailer {
  readonly #run: RunContext;
  readonly #account: Account;
  readonly #queued: Pick<Queued, 'keys' | 'leaks'>;
  readonly #counting: Counting;
  readonly #ledger: MailLedger;
  readonly #accountOutcome: AccountOutcome;

  constructor(
    run: RunContext,
    {
      account,
      queued,
      counting,
    }: { account: Account; queued: Pick<Queued, 'keys' | 'leaks'>; counting: Counting },
    ledger: MailLedger,
    accountOutcome: AccountOutcome,
  ) {
    this.#run = run;
    this.#account = account;
    this.#queued = queued;
    this.#counting = counting;
    this.#ledger = ledger;
    this.#accountOutcome = accountOutcome;
  }

  /**
   * Sends each recipient its mail, unless it has had it or has to wait.
   * @param included the notices of the ledger's mailing; empty: there is none
   */
  async mailAll(included: readonly CurrentNotice[]): Promise<Turns> {
    const turns: Turns = {
      unknownUntil: [],
      refusedUntil: [],
      fullUntil: [],
      missing: [],
      wasRefused: false,
    };
    for (const email of this.#inTurn()) await this.#serve(email, included, turns);
    return turns;
  }

  /** When the next recipient may get what it has missed; null: nobody has missed anything. */
  nextMissedAt(): Date | null {
    const waiting = deliverableAddresses(this.#account).flatMap((email) => {
      const state = this.#ledger.stateOf(email);
      if (state.missed.length === 0) return [];
      const turn = recipientTurn(state, state.attempt?.purpose ?? 'missed', this.#run.clock());
      const mayMailAt = this.#ledger.mayMailAt(email, 'digest').getTime();
      return turn.act === 'wait' ? Math.max(turn.until.getTime(), mayMailAt) : mayMailAt;
    });
    return waiting.length > 0 ? new Date(Math.min(...waiting)) : null;
  }

  /** Who has missed something goes first, so that the same ones are not left out day by day. */
  #inTurn(): string[] {
    const missedSince = (email: string) =>
      this.#ledger.stateOf(email).missed[0]?.at.getTime() ?? Number.MAX_SAFE_INTEGER;
    return deliverableAddresses(this.#account).toSorted((a, b) => missedSince(a) - missedSince(b));
  }

  async #serve(email: string, included: readonly CurrentNotice[], turns: Turns): Promise<void> {
    const { mailing } = this.#ledger;
    const { attempt } = this.#ledger.stateOf(email);
    const isServed = mailing?.to.includes(email) || mailing?.unconfirmed.includes(email);
    const fresh = isServed
      ? []
      : this.#wantedBy(
          email,
          included.flatMap((each) => this.#toTold(each)),
        );
    // A mail that is still open comes first; what is new waits for its end.
    const until = attempt?.purpose === 'missed' ? await this.#mailMissed(email) : null;
    if (until && fresh.length > 0) {
      turns.fullUntil.push(until);
      turns.missing.push(email);
    } else if (fresh.length > 0) await this.#mailDigest(email, fresh, turns);
    else if (!until && attempt?.purpose !== 'digest') await this.#mailMissed(email);
  }

  /** Sends what is new, with what the recipient has missed. */
  async #mailDigest(email: string, fresh: readonly ToldNotice[], turns: Turns): Promise<void> {
    const ledger = this.#ledger;
    const state = ledger.stateOf(email);
    const messageId = ledger.acceptedSince(email);
    if (messageId !== null) {
      const at = state.attempt?.at ?? this.#run.clock();
      this.#change((mailing) => withAcceptance(mailing, email, { at, messageId }));
      await this.#noteAcceptance(state, messageId);
      return;
    }
    const open = state.attempt?.purpose === 'digest' ? state.attempt : null;
    const { act } = recipientTurn(state, 'digest', this.#run.clock());
    if (act === 'conclude') {
      this.#change((mailing) => ({ ...mailing, unconfirmed: [...mailing.unconfirmed, email] }));
      this.#noteUnconfirmed(state);
      return;
    }
    if (act === 'send') {
      const mayMailAt = ledger.mayMailAt(email, 'digest');
      if (mayMailAt > this.#run.clock()) {
        if (open) turns.unknownUntil.push(mayMailAt);
        else {
          turns.fullUntil.push(mayMailAt);
          turns.missing.push(email);
        }
        return;
      }
      const missed = open ? open.missed : state.missed.length;
      const outcome = await this.#send(email, 'digest', fresh, missed);
      if (outcome.kind === 'refused') turns.wasRefused = true;
    }
    const turn = recipientTurn(ledger.stateOf(email), 'digest', this.#run.clock());
    if (turn.act === 'wait') (turn.isUnknown ? turns.unknownUntil : turns.refusedUntil).push(turn.until);
  }

  /**
   * Sends what the recipient has missed, in a mail of its own.
   * @returns until when it has to wait for that; null: that is settled
   */
  async #mailMissed(email: string): Promise<Date | null> {
    const ledger = this.#ledger;
    const state = ledger.stateOf(email);
    const missed = state.attempt?.purpose === 'missed' ? state.attempt.missed : state.missed.length;
    const forget = () => {
      const current = ledger.stateOf(email);
      ledger.set({ ...current, attempt: null, missed: current.missed.slice(missed) });
      return null;
    };
    if (this.#tell(email, [], state.missed.slice(0, missed)).length === 0) {
      return missed > 0 ? forget() : null;
    }
    const messageId = ledger.acceptedSince(email);
    if (messageId !== null) return this.#noteAcceptance(state, messageId);
    const turn = recipientTurn(state, 'missed', this.#run.clock());
    if (turn.act === 'wait') return turn.until;
    if (turn.act === 'conclude') return this.#noteUnconfirmed(state);
    const mayMailAt = ledger.mayMailAt(email, 'digest');
    if (mayMailAt > this.#run.clock()) return mayMailAt;
    const { kind } = await this.#send(email, 'missed', [], missed);
    if (kind === 'refused' && ledger.stateOf(email).failures >= tryLimit) return forget();
    const next = recipientTurn(ledger.stateOf(email), 'missed', this.#run.clock());
    return next.act === 'wait' ? next.until : null;
  }

  /** @param missed how many of its missed notices the recipient is told: the first ones */
  async #send(
    email: string,
    purpose: 'digest' | 'missed',
    fresh: readonly ToldNotice[],
    missed: number,
  ): Promise<MailOutcome> {
    const state = this.#ledger.stateOf(email);
    const told = this.#tell(email, fresh, state.missed.slice(0, missed));
    const outcome = await this.#hand(email, purpose, told, missed);
    if (outcome.kind === 'accepted') {
      this.#accountOutcome.mails++;
      if (purpose === 'digest') this.#change((mailing) => withAcceptance(mailing, email, outcome));
      await this.#recordLateReader(email, state.missed.slice(0, missed), outcome.messageId);
    } else this.#accountOutcome.failures.push(outcome.error);
    return outcome;
  }

  async #hand(
    email: string,
    purpose: 'digest' | 'missed',
    told: readonly ToldNotice[],
    missed: number,
  ): Promise<MailOutcome> {
    const now = this.#run.clock();
    let mail: Mail;
    try {
      const { look, portalUrl } = this.#run;
      const unsubscribeUrl = unsubscribeUrlOf(portalUrl, this.#account, email);
      const digest = renderDigest({
        look,
        account: this.#account,
        recipient: { email, unsubscribeUrl },
        notices: told,
        counting: this.#counting,
        portalUrl,
        now,
      });
      mail = { ...digest, to: email, unsubscribeUrl };
    } catch (error) {
      // A mail that can't be written concerns its account only, as one that is refused does.
      this.#ledger.set(refused(this.#ledger.stateOf(email), now));
      return { kind: 'refused', error };
    }
    return this.#ledger.send(mail, purpose, missed);
  }

  /** All that a mail to a recipient tells, the most urgent first. */
  #tell(email: string, fresh: readonly ToldNotice[], missed: readonly MissedNotice[]): ToldNotice[] {
    const late = tellMissed(missed, this.#queued, this.#account.noticeLeadDays, this.#run.clock());
    const matterOf = ({ kind, key: { keyId } }: ToldNotice) => ({ kind, keyId });
    const isFresh = (late: ToldNotice) => fresh.some((each) => isSameMatter(matterOf(each), matterOf(late)));
    const all = [...fresh, ...late.filter((each) => !isFresh(each))];
    return sortByUrgency(this.#wantedBy(email, all), this.#counting, this.#run.clock());
  }

  #wantedBy(email: string, notices: readonly ToldNotice[]): ToldNotice[] {
    const isKeen = wantsLeadTimes(this.#account, email);
    return notices.filter(({ kind }) => isTellingAll(kind) || isKeen);
  }

  #toTold({ notice, key }: CurrentNotice): ToldNotice[] {
    const { expiresAt, rotation } = key;
    if (isAboutLeak(notice)) {
      const { kind, leadDays } = notice;
      const report = this.#queued.leaks.find(({ keyId }) => keyId === key.keyId);
      return report ? [{ kind, leadDays, key, report }] : [];
    }
    if (isAboutAccess(notice)) {
      const { kind, leadDays } = notice;
      return [{ kind, leadDays, key }];
    }
    if (isAboutRotation(notice)) {
      const { kind, leadDays } = notice;
      return rotation ? [{ kind, leadDays, key: { ...key, rotation } }] : [];
    }
    return expiresAt ? [{ ...notice, key: { ...key, expiresAt } }] : [];
  }

  #change(next: (mailing: Mailing) => Mailing): void {
    if (this.#ledger.mailing) this.#ledger.mailing = next(this.#ledger.mailing);
  }

  async #noteAcceptance(state: RecipientState, messageId: string): Promise<null> {
    this.#ledger.set(accepted(state));
    await this.#recordLateReader(state.email, state.missed.slice(0, state.attempt?.missed), messageId);
    return null;
  }

  #noteUnconfirmed(state: RecipientState): null {
    this.#ledger.set(unconfirmed(state, this.#run.clock()));
    this.#accountOutcome.unconfirmed++;
    return null;
  }

  /** The log names who has got missed notices late, once it is recorded that they need no further copy. */
  async #recordLateReader(email: string, notices: readonly MissedNotice[], messageId: string): Promise<void> {
    if (notices.length === 0) return;
    await this.#ledger.save();
    await this.#run.notices.recordLateReader(this.#account.accountId, notices, { email, messageId });
  }
}
