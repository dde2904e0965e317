import type { Account } from './account.ts';
import { lastDay, roomAt } from './daily-limit.ts';
import { addressErrorOf } from './delivery.ts';
import { isSameEmail } from './notice-email.ts';

/** The address of the sign-in, and the additional recipients, whom nothing of the former's is used up by. */
export type Readers = 'holder' | 'recipients';

/** Mails that one account may be sent within 24 hours. */
export type MailsPerDay = Readonly<Record<Readers, number>>;

/** When mails of an account were handed over, at least those of the last 24 hours. */
export type DailyMails = Readonly<Record<Readers, readonly Date[]>>;

export function readersOf({ email: holder }: Pick<Account, 'email'>, email: string): Readers {
  return isSameEmail(holder, email) ? 'holder' : 'recipients';
}

/**
 * When the next digest, or request for confirmation, may go to an address of the account: `now` or later.
 * Digests leave room for the requests that are still to be sent, which would otherwise never have their turn.
 */
export function mayMailAt(
  mails: DailyMails,
  { account, email, purpose }: { account: Account; email: string; purpose: 'digest' | 'request' },
  perDay: MailsPerDay,
  now: Date,
): Date {
  const readers = readersOf(account, email);
  const reserved = readers === 'recipients' && purpose === 'digest' ? countUnasked(account) : 0;
  return roomAt(mails[readers], { most: perDay[readers] - reserved }, now);
}

export function countMail(mails: DailyMails, readers: Readers, now: Date): DailyMails {
  return { ...mails, [readers]: [...lastDay(mails[readers], now), now] };
}

function countUnasked(account: Account): number {
  return account.noticeEmails.filter(
    ({ email, askedAt }) => askedAt === null && addressErrorOf(account, email) === null,
  ).length;
}
