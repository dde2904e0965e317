import type { Account } from './account.ts';
import { formatInstant } from './instant.ts';
import type { Key } from './key.ts';
import type { KeyFields } from './key-draft.ts';
import type { SecretsOfLeak } from './leak.ts';
import { type KeySecrets, rotationState } from './rotation.ts';
import type { Suspension } from './suspension.ts';

/** Everything that leaves a line in a trail. */
export const trailActions = [
  'create_account',
  'edit_account',
  'change_email',
  'delete_account',
  'join_sign_in',
  'retry_delivery',
  'confirm_recipient',
  'remove_recipient',
  'suspend_account',
  'resume_account',
  'create_key',
  'edit_key',
  'restore_key',
  'expire_key',
  'delete_key',
  'rotate_key',
  'begin_overlap',
  'finish_rotation',
  'cancel_rotation',
  'end_leaked_secret',
] as const;
export type TrailAction = (typeof trailActions)[number];

type Fact = string | number | boolean | null | readonly (string | number)[];

/** What a trail knows something by, as the API shows it. Never a secret, nor a hash of one. */
export type Facts = Readonly<Record<string, Fact>>;

/** By the name of the field. */
export type ChangedFields = Readonly<Record<string, { before: Fact; after: Fact }>>;

/** What is about to be changed. */
export interface Change {
  accountId: string;
  action: TrailAction;
  /** The key that it is about; null: it is about the account. */
  key: { keyId: string; name: string } | null;
  changes: ChangedFields;
}

/** A change of a key. @param after what it is to be; null: it is deleted */
export function changeOfKey(
  action: TrailAction,
  { accountId, keyId, ...before }: Key,
  after: Partial<KeyFields> | null,
): Change {
  return {
    accountId,
    action,
    key: { keyId, name: before.name },
    changes: findChanges(keyFacts(before), after && keyFacts({ ...before, ...after })),
  };
}

export function creationOf({ accountId, keyId, ...key }: Key): Change {
  return {
    accountId,
    action: 'create_key',
    key: { keyId, name: key.name },
    changes: findChanges(null, keyFacts(key)),
  };
}

/** The account, with the default key that it begins with. */
export function creationOfAccount(account: Account, defaultKey: Key): Change {
  const { email, timeZone } = account;
  const { changes, ...creation } = creationOf(defaultKey);
  return {
    ...creation,
    action: 'create_account',
    changes: { ...findChanges(null, { email, timeZone }), ...changes },
  };
}

/** A change of the account. @param after the fields that get another value */
export function changeOfAccount(action: TrailAction, account: Account, after: Facts): Change {
  const before = accountFacts(account);
  return {
    accountId: account.accountId,
    action,
    key: null,
    changes: findChanges(before, { ...before, ...after }),
  };
}

/** @param after null: the account is resumed */
export function changeOfSuspension(
  action: 'suspend_account' | 'resume_account',
  account: Account,
  after: Suspension | null,
): Change {
  return changeOfAccount(action, account, suspensionFacts(after));
}

/** Fields of a change that only the operator reads. */
export const operatorFields: readonly string[] = ['suspensionReason'];

/** A change of a key's secrets, and of its date if it has leaked or is brought back. */
export function changeOfSecrets(
  action: TrailAction,
  {
    accountId,
    keyId,
    name,
    ...standing
  }: Pick<Key, 'accountId' | 'keyId' | 'name' | 'expiresAt' | 'leakedAt'>,
  before: KeySecrets,
  after: SecretsOfLeak,
  now: Date,
): Change {
  const changes = findChanges(
    { ...secretFacts(before, now), ...standingFacts(standing) },
    { ...secretFacts(after, now), ...standingFacts(after.standing ?? standing) },
  );
  return { accountId, action, key: { keyId, name }, changes };
}

/** The fields that differ; of what is created or deleted, those that are set. */
export function findChanges(before: Facts | null, after: Facts | null): ChangedFields {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const isWhole = before === null || after === null;
  return Object.fromEntries(
    [...names]
      .map((name) => [name, { before: before?.[name] ?? null, after: after?.[name] ?? null }] as const)
      .filter(([, change]) => JSON.stringify(change.before) !== JSON.stringify(change.after))
      .filter(([name, change]) => !isWhole || !isUsual(name, change.before ?? change.after)),
  );
}

/** What goes without saying of something new or gone. */
function isUsual(name: string, fact: Fact): boolean {
  return fact === false || (name === 'access' && fact === 'none');
}

function keyFacts({ name, description, expiresAt, selfRotation = false, access = 'none' }: KeyFields): Facts {
  return { name, description, expiresAt: expiresAt && formatInstant(expiresAt), selfRotation, access };
}

function accountFacts({
  email,
  timeZone,
  noticeLeadDays,
  noticeEmails,
  leadTimeMailsOffSince,
  suspension,
}: Account): Facts {
  return {
    email,
    timeZone,
    noticeLeadDays,
    noticeEmails: noticeEmails.map((recipient) => recipient.email),
    leadTimeMails: leadTimeMailsOffSince === null,
    ...suspensionFacts(suspension),
  };
}

function suspensionFacts(suspension: Suspension | null): Facts {
  return {
    suspendedAt: suspension && formatInstant(suspension.since),
    suspensionReason: suspension?.reason ?? null,
  };
}

function standingFacts({ expiresAt, leakedAt }: Pick<Key, 'expiresAt' | 'leakedAt'>): Facts {
  return {
    expiresAt: expiresAt && formatInstant(expiresAt),
    leakedAt: leakedAt && formatInstant(leakedAt),
  };
}

/** Secrets go by their numbers. */
function secretFacts(secrets: KeySecrets, now: Date): Facts {
  const { current, next, old } = secrets;
  const state = rotationState(secrets, now);
  return {
    rotation: state === 'none' ? null : state,
    secretNo: current.no,
    newSecretNo: next?.no ?? null,
    oldSecretNo: state === 'overlap' ? (old?.no ?? null) : null,
    oldSecretEndsAt: state === 'overlap' && old?.endsAt ? formatInstant(old.endsAt) : null,
  };
}
