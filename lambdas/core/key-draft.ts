import type { Account } from './account.ts';
import type { Key } from './key.ts';
import { changeAccess } from './key-access.ts';
import { neverUsed } from './key-use.ts';
import { nextNoticeAt } from './notice-schedule.ts';

/**
 * What is said of a new key: no self-rotation, no access and made by no key unless it is said.
 */
export type KeyFields = Pick<Key, 'name' | 'description' | 'expiresAt'> &
  Partial<Pick<Key, 'selfRotation' | 'access' | 'createdBy'>>;

/** A key that is about to be written, created at `now`. */
export function draftKey(
  { accountId, noticeLeadDays }: Pick<Account, 'accountId' | 'noticeLeadDays'>,
  keyId: string,
  fields: KeyFields,
  now: Date,
): Key {
  return {
    selfRotation: false,
    access: 'none',
    createdBy: null,
    ...fields,
    accessSince: null,
    ...changeAccess('none', fields.access, now),
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
    leakedAt: null,
    version: 1,
  };
}
