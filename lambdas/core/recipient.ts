import type { Account } from './account.ts';
import { actOnUnknownAt, copyLimit, retryAfterRefusal } from './mail-retry.ts';
import type { MissedNotice } from './missed.ts';
import { isSameEmail } from './notice-email.ts';

/** A mail that was handed to the mail service, or was about to be, and whose outcome is unknown. */
export interface Attempt {
  /** Comes back with what the mail service reports about the mail. */
  id: string;
  /** When the last copy was handed over. */
  at: Date;
  /** Copies so far. */
  copies: number;
  /** `missed`: only what the recipient has missed, and nothing of a mailing that is open. */
  purpose: 'digest' | 'missed' | 'request';
  /** How many of the missed notices it tells: the first ones. */
  missed: number;
}

/** What has become of the mails to one address of an account; nothing of it concerns other addresses. */
export interface RecipientState {
  email: string;
  /** Refusals in a row. */
  failures: number;
  /** Why mail to the address does not get through, as far as known; null once a mail was accepted. */
  trouble: { reason: 'refused' | 'unconfirmed'; since: Date; lastAt: Date } | null;
  /** No mail before then; null: at any time. */
  retryAt: Date | null;
  attempt: Attempt | null;
  /** What it is still to get, the oldest first: there was no room for it on the day. */
  missed: readonly MissedNotice[];
}

/** The state of an address; of one that nothing is known about too. */
export function recipientStateOf({ recipients }: Pick<Account, 'recipients'>, email: string): RecipientState {
  const known = recipients.find((state) => isSameEmail(state.email, email));
  return known ?? { email, failures: 0, trouble: null, retryAt: null, attempt: null, missed: [] };
}

/** The states with one replaced; states that say nothing are left out. */
export function replaceRecipientState(
  states: readonly RecipientState[],
  state: RecipientState,
): RecipientState[] {
  const others = states.filter(({ email }) => !isSameEmail(email, state.email));
  const isBlank =
    !state.failures && !state.trouble && !state.retryAt && !state.attempt && state.missed.length === 0;
  return isBlank ? others : [...others, state];
}

/**
 * What to do about mail to an address now: `send`, `wait` until an instant, or `conclude` that nobody will
 * ever know whether the last copy of a mail arrived.
 */
export type RecipientTurn = { act: 'send' | 'conclude' } | { act: 'wait'; until: Date; isUnknown: boolean };

export function recipientTurn(
  { attempt, retryAt }: RecipientState,
  purpose: Attempt['purpose'],
  now: Date,
): RecipientTurn {
  // What a recipient has missed comes before what is new.
  if (attempt && (attempt.purpose === purpose || (attempt.purpose === 'missed' && purpose === 'digest'))) {
    const until = actOnUnknownAt(attempt);
    if (until > now) return { act: 'wait', until, isUnknown: true };
    return { act: attempt.copies < copyLimit ? 'send' : 'conclude' };
  }
  return retryAt && retryAt > now ? { act: 'wait', until: retryAt, isUnknown: false } : { act: 'send' };
}

/** Before a mail is handed over: from now on its outcome is unknown. */
export function attempted(
  state: RecipientState,
  { id, purpose, missed, now }: Pick<Attempt, 'id' | 'purpose' | 'missed'> & { now: Date },
): RecipientState {
  const copies = state.attempt?.purpose === purpose ? state.attempt.copies : 0;
  return { ...state, attempt: { id, at: now, copies: copies + 1, purpose, missed } };
}

export function accepted(state: RecipientState): RecipientState {
  return {
    email: state.email,
    failures: 0,
    trouble: null,
    retryAt: null,
    attempt: null,
    missed: stillMissed(state),
  };
}

/** What the open attempt does not tell. */
function stillMissed({ missed, attempt }: RecipientState): readonly MissedNotice[] {
  return missed.slice(attempt?.missed ?? 0);
}

export function refused(state: RecipientState, now: Date): RecipientState {
  const failures = state.failures + 1;
  return {
    ...state,
    failures,
    trouble: { reason: 'refused', since: state.trouble?.since ?? now, lastAt: now },
    retryAt: retryAfterRefusal(failures, now),
    attempt: null,
  };
}

/** Nobody knows whether any of the copies arrived. The next mail is tried all the same. */
export function unconfirmed(state: RecipientState, now: Date): RecipientState {
  return {
    ...state,
    trouble: { reason: 'unconfirmed', since: state.trouble?.since ?? now, lastAt: now },
    attempt: null,
    missed: stillMissed(state),
  };
}

/** The mail was given up: the next one is tried without a pause, and the trouble stays known until then. */
export function givenUp(state: RecipientState): RecipientState {
  return { ...state, failures: 0, retryAt: null, attempt: null };
}
