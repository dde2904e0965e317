import { newAccountId, newKeyId } from './access-key.ts';
import type { Account } from './account.ts';
import { randomBase62 } from './base62.ts';
import { defaultKeyName, type Key, type NewKey } from './key.ts';
import { draftKey } from './key-draft.ts';
import { implicitExpiry, type LifetimePolicy } from './lifetime-policy.ts';
import { newSecretKey } from './secret.ts';

/** Whose account it is to be. */
export type AccountOwner = Pick<Account, 'signIns' | 'externalId' | 'email' | 'emailIssuedAt' | 'timeZone'>;

/** A new account and its default key, which gets a date if keys must have one. */
export function draftAccount(
  owner: AccountOwner,
  { leadDays, policy, now }: { leadDays: readonly number[]; policy: LifetimePolicy; now: Date },
): { account: Account; created: NewKey } {
  const account: Account = {
    ...owner,
    accountId: newAccountId(),
    noticeLeadDays: leadDays,
    noticeEmails: [],
    formerNoticeEmails: [],
    confirmationRequests: [],
    mailProblems: [],
    leftEmails: [],
    addressBounces: [],
    retries: [],
    retriedAt: null,
    leadTimeMailsOffSince: null,
    recipients: [],
    suspension: null,
    undeliverable: null,
    signingSecret: randomBase62(30),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  const expiresAt = implicitExpiry(policy, { timeZone: account.timeZone, now });
  const fields = { name: defaultKeyName, description: null, expiresAt };
  const key: Key = { ...draftKey(account, newKeyId(), fields, now), isDefault: true };
  return { account, created: { key, secretKey: newSecretKey() } };
}
