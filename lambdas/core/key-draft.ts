import type { Account } from './account.ts';
import type { Key } from './key.ts';
import { neverUsed } from './key-use.ts';
import { nextNoticeAt } from './notice-schedule.ts';

/** What a holder says of a new key. */
export type KeyFields = Pick<Key, 'name' | 'description' | 'expiresAt'>;

/** A key that is about to be written, created at `now`. */
export function draftKey(
  { accountId, noticeLeadDays }: Pick<Account, 'accountId' | 'noticeLeadDays'>,
  keyId: string,
  fields: KeyFields,
  now: Date,
): Key {
  return {
    ...fields,
    accountId,
    keyId,
    createdAt: now,
    updatedAt: now,
    isDefault: false,
    noticeAt: nextNoticeAt(fields.expiresAt, noticeLeadDays, now),
    owedSince: null,
    noticeTries: 0,
    use: neverUsed,
    rotation: null,
    version: 1,
  };
}
