import { formatAccessKey } from './access-key.ts';
import { formatInstant } from './instant.ts';
import type { KeyAccess } from './key-access.ts';
import { type Counting, type KeyUse, type KeyUseView, viewUse } from './key-use.ts';
import { type Rotation, type RotationView, viewRotation } from './rotation-view.ts';

/** Lengths are counted in characters as people see them in Unicode (code points), after trimming. */
export const nameLengthLimit = 80;
export const descriptionLengthLimit = 500;

/** The name of the key that every account starts with. */
export const defaultKeyName = 'Default key';

/** An API key without its secret, as the rules see it. */
export interface Key {
  accountId: string;
  keyId: string;
  name: string;
  description: string | null;
  /** Milliseconds are kept, to order keys made in the same second; shown in whole seconds. */
  createdAt: Date;
  updatedAt: Date;
  /** Null: never expires. */
  expiresAt: Date | null;
  isDefault: boolean;
  /** When the notifier next looks at it for a notice; null: none is scheduled. */
  noticeAt: Date | null;
  /** Since when a notice is owed that could not be sent and was postponed to `noticeAt`; null: none is. */
  owedSince: Date | null;
  /** Failed tries to send the notice that is owed. */
  noticeTries: number;
  use: KeyUse;
  rotation: Rotation | null;
  /** Whether its bearer may rotate it through the gateway. */
  selfRotation: boolean;
  /** Since when its only secret is known to have leaked, which only a rotation mends; null: it is not. */
  leakedAt: Date | null;
  /** What its bearer may do with the keys of the account. */
  access: KeyAccess;
  /** When access was granted last, or raised, whatever has become of it; null: never. */
  accessSince: Date | null;
  /** The id of the key that made it; null: a person or the operator did. */
  createdBy: string | null;
  /** Starts at 1 and grows by one with each change. */
  version: number;
}

/** A key together with its secret: exists only while the response that creates it is being made. */
export interface NewKey {
  key: Key;
  secretKey: string;
}

export const keyStatuses = ['active', 'expiring', 'expired'] as const;
export type KeyStatus = (typeof keyStatuses)[number];

/** The key as the management API shows it; instants in RFC 3339, UTC. */
export interface KeyView extends KeyUseView {
  accessKey: string;
  name: string;
  description: string | null;
  createdAt: string;
  updatedAt: string;
  expiresAt: string | null;
  status: KeyStatus;
  default: boolean;
  rotation: RotationView | null;
  selfRotation: boolean;
  leakedAt: string | null;
  access: KeyAccess;
  createdBy: string | null;
}

/** Expired from the very instant `expiresAt`. */
export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/**
 * What the clock makes of a key; never stored.
 * @param leadDays the account's lead times in days; the longest one decides when a key counts as expiring
 */
export function keyStatus(expiresAt: Date | null, leadDays: readonly number[], now: Date): KeyStatus {
  if (expiresAt === null) return 'active';
  if (isExpired(expiresAt, now)) return 'expired';
  const longestLead = Math.max(0, ...leadDays) * 86_400_000;
  return expiresAt.getTime() - now.getTime() <= longestLead ? 'expiring' : 'active';
}

/** @param counting how far calls are counted */
export function viewKey(key: Key, leadDays: readonly number[], counting: Counting, now: Date): KeyView {
  return {
    accessKey: formatAccessKey(key),
    name: key.name,
    description: key.description,
    createdAt: formatInstant(key.createdAt),
    updatedAt: formatInstant(key.updatedAt),
    expiresAt: key.expiresAt && formatInstant(key.expiresAt),
    status: keyStatus(key.expiresAt, leadDays, now),
    default: key.isDefault,
    rotation: viewRotation(key.rotation, now),
    selfRotation: key.selfRotation,
    leakedAt: key.leakedAt && formatInstant(key.leakedAt),
    access: key.access,
    createdBy: key.createdBy && formatAccessKey({ accountId: key.accountId, keyId: key.createdBy }),
    ...viewUse(key, counting, now),
  };
}

/** Newest first; the id decides between keys of the same millisecond, so that the order is total. */
export function compareNewestFirst(
  a: Pick<Key, 'createdAt' | 'keyId'>,
  b: Pick<Key, 'createdAt' | 'keyId'>,
): number {
  return (
    b.createdAt.getTime() - a.createdAt.getTime() || (a.keyId < b.keyId ? -1 : Number(a.keyId > b.keyId))
  );
}

/** Keys for the banner: expired ones and expiring ones, the most urgent of each first. */
export function selectNotices(
  keys: readonly Key[],
  leadDays: readonly number[],
  counting: Counting,
  now: Date,
): { expired: KeyView[]; expiring: KeyView[] } {
  const views = keys
    .filter((key) => key.expiresAt !== null)
    .sort((a, b) => Number(a.expiresAt) - Number(b.expiresAt) || compareNewestFirst(a, b))
    .map((key) => viewKey(key, leadDays, counting, now));
  return {
    // Among expired keys the latest is the likeliest to be still in use somewhere.
    expired: views.filter((key) => key.status === 'expired').reverse(),
    expiring: views.filter((key) => key.status === 'expiring'),
  };
}
