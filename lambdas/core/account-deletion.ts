import { formatInstant } from './instant.ts';

/**
 * No process that read the account before its deletion began writes anything after that time: each function but the notifier
 * ends sooner, and the notifier has a lease.
 */
export const settlingMilliseconds = 60_000;

/** What the calls so far have removed, at least. */
export interface Removed {
  keys: number;
  /** That led to the account. */
  signIns: number;
  /** Of logs, use and trail. */
  items: number;
}

export interface Deletion {
  accountId: string;
  startedAt: Date;
  removed: Removed;
  /** When there is more to do; null: nothing is left. */
  retryAfterSeconds: number | null;
}

/** What no call removes. */
const remains = [
  {
    what: 'sign_in',
    detail: 'The user of the pool. Delete it in Cognito; if it signs in again, it gets a new account.',
  },
  {
    what: 'sign_in_mark',
    detail:
      'For 32 days, that the account of the sign-in was deleted, so that no earlier ID token makes one.',
  },
  { what: 'access_logs', detail: 'Calls of the APIs, for logRetentionDays.' },
  { what: 'backups', detail: 'Point-in-time recovery of the table, for 35 days.' },
  {
    what: 'suppressed_mailboxes',
    detail: 'Hashes of addresses that mail bounced from or that complained, and the suppression list of SES.',
  },
] as const;

/** What the operator is told of a deletion that is running. */
export function viewDeletion({ accountId, startedAt, removed }: Deletion) {
  return { accountId, startedAt: formatInstant(startedAt), removed, remains };
}
