import { formatAccessKey } from './access-key.ts';
import type { Account } from './account.ts';
import { openCursor, sealCursor } from './cursor.ts';
import type { NoticeKind, NoticeOutcome } from './digest.ts';
import { formatInstant } from './instant.ts';
import { isAboutSecrets, type SecretFact } from './leak-notices.ts';
import type { ExpiryFact } from './notice-schedule.ts';
import { Problem } from './problem-catalogue.ts';

/** How far back the log of notices goes. */
export const noticeLogDays = 90;

/** One line of an account's log: a notice about one key, sent or given up. */
export type NoticeRecord = NoticeMatter & {
  accountId: string;
  keyId: string;
  /** The key's name at that time. */
  name: string;
  at: Date;
  /** Null: the mail service accepted no mail, as far as known. */
  messageId: string | null;
  outcome: NoticeOutcome;
  to: readonly string[];
};

/** With the date that the notice gave: of the expiry, or of the old secret's end if it was known. `startedAt` is the rotation's, or the report's of a leak. */
export type NoticeMatter =
  | (ExpiryFact & { expiresAt: Date })
  | (SecretFact & { startedAt: Date; oldSecretEndsAt: Date | null });

/** A part of the log, newest first. */
export interface NoticeRecords {
  records: NoticeRecord[];
  /** Where the next part begins; null: this is the last. */
  nextPosition: string | null;
}

/** A line of the log as the management API shows it; instants in RFC 3339, UTC. */
export interface NoticeRecordView {
  at: string;
  accessKey: string;
  name: string;
  kind: NoticeKind;
  leadDays: number | null;
  /** Null: the notice was about a rotation or a leak. */
  expiresAt: string | null;
  /** Only of a notice about a rotation; null: not known then. */
  oldSecretEndsAt?: string | null;
  delivered: boolean;
  outcome: NoticeOutcome;
  to: readonly string[];
}

/**
 * The position in the log that a cursor stands for; null: the beginning.
 * @param cursor the nextCursor of the previous page; null: the first page
 * @throws Problem `invalid_request` when the cursor was not handed out for this log
 */
export function openLogCursor(account: Account, cursor: string | null): string | null {
  if (cursor === null) return null;
  const position = openCursor(scopeOf(account), cursor);
  if (position !== null) return position;
  throw new Problem('invalid_request', {
    errors: [{ field: 'cursor', detail: 'must be a nextCursor of this list' }],
  });
}

export function viewLogPage(
  account: Account,
  { records, nextPosition }: NoticeRecords,
): { items: NoticeRecordView[]; nextCursor: string | null } {
  const nextCursor = nextPosition === null ? null : sealCursor(scopeOf(account), nextPosition);
  return { items: records.map(viewRecord), nextCursor };
}

function scopeOf({ accountId, signingSecret }: Account) {
  return { accountId, list: 'notices', signingSecret };
}

export function viewRecord(record: NoticeRecord): NoticeRecordView {
  return {
    at: formatInstant(record.at),
    accessKey: formatAccessKey(record),
    name: record.name,
    kind: record.kind,
    leadDays: record.leadDays,
    ...viewDates(record),
    delivered: record.outcome === 'sent',
    outcome: record.outcome,
    to: record.to,
  };
}

function viewDates(record: NoticeRecord): Pick<NoticeRecordView, 'expiresAt' | 'oldSecretEndsAt'> {
  if (!isAboutSecrets(record)) return { expiresAt: formatInstant(record.expiresAt) };
  const { oldSecretEndsAt } = record;
  return { expiresAt: null, oldSecretEndsAt: oldSecretEndsAt && formatInstant(oldSecretEndsAt) };
}
