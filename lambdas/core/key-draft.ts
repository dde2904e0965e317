import type { Account } from './account.ts';
import type { Key } from './key.ts';
import { neverUsed } from './key-use.ts';
import { nextNoticeAt } from './notice-schedule.ts';

/** What a holder says of a new key; `selfRotation` is false unless it is said. */
export type KeyFields = Pick<Key, 'name' | 'description' | 'expiresAt'> & Partial<Pick<Key, 'selfRotation'>>;

/** A key that is about to be written, created at `now`. */
export function draftKey(
  { accountId, noticeLeadDays }: Pick<Account, 'accountId' | 'noticeLeadDays'>,
  keyId: string,
  fields: KeyFields,
  now: Date,
): Key {
  return {
    selfRotation: false,
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
