import { formatAccessKey } from './access-key.ts';
import type { Account } from './account.ts';
import { formatInstant } from './instant.ts';
import type { Key } from './key.ts';
import { owedNotice } from './notice-schedule.ts';

/** What mails may be about: the date of a key, its secret keys (a rotation, a leak), or who gets the account's mails. */
export const dueMatters = ['expiring', 'expired', 'secrets', 'recipients'] as const;

/** A place in the queue of notices, with what it is about as it is read now. */
export interface DueNotice {
  at: Date;
  account: Account;
  /** Null: it is about the account. */
  key: Key | null;
  isAboutExpiry: boolean;
}

/** As the operator API shows it. */
export function viewDueNotice({ at, account, key, isAboutExpiry }: DueNotice) {
  return {
    dueAt: formatInstant(at),
    matter: matterOf({ at, account, key, isAboutExpiry }),
    accountId: account.accountId,
    email: account.email,
    accessKey: key && formatAccessKey(key),
    name: key?.name ?? null,
    expiresAt: key?.expiresAt ? formatInstant(key.expiresAt) : null,
    owedSince: key?.owedSince && isAboutExpiry ? formatInstant(key.owedSince) : null,
  };
}

function matterOf({ at, account, key, isAboutExpiry }: DueNotice): (typeof dueMatters)[number] {
  if (key === null) return 'recipients';
  if (!isAboutExpiry || key.expiresAt === null) return 'secrets';
  return owedNotice(key.expiresAt, account.noticeLeadDays, at)?.kind ?? 'expiring';
}
