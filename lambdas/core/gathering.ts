import { isTellingAll, type NoticeKind } from './digest.ts';
import type { Key } from './key.ts';
import { isAboutLeak } from './leak-notices.ts';
import { availableAt, type BucketRule, type BucketState, draw } from './token-bucket.ts';

const buckets = ['expiring', 'expired'] as const;
type Bucket = (typeof buckets)[number];

/** How often an account is mailed a digest about what is to come, and about what can't wait for long. */
export type GatheringRules = Readonly<Record<Bucket, BucketRule>>;

/** The buckets of one account. */
export type DigestBuckets = Readonly<Record<Bucket, BucketState>>;

export const fullBuckets: DigestBuckets = { expiring: null, expired: null };

/**
 * When a digest of these notices may go: as soon as one of their buckets has its turn, since each digest carries
 * all that is owed. That a secret has leaked waits for no turn.
 * @param owed not empty
 */
export function digestMayGoAt(
  state: DigestBuckets,
  owed: readonly { kind: NoticeKind }[],
  rules: GatheringRules,
  now: Date,
): Date {
  if (owed.some(isAboutLeak)) return now;
  const turns = bucketsOf(owed).map((bucket) => availableAt(state[bucket], rules[bucket], now).getTime());
  return new Date(Math.min(...turns));
}

/** The buckets once a digest of these notices has gone: it counts for each of theirs that has its turn. */
export function drawDigest(
  state: DigestBuckets,
  told: readonly { kind: NoticeKind }[],
  rules: GatheringRules,
  now: Date,
): DigestBuckets {
  const drawn = bucketsOf(told)
    .filter((bucket) => availableAt(state[bucket], rules[bucket], now) <= now)
    .map((bucket) => [bucket, draw(state[bucket], rules[bucket], now)]);
  return { ...state, ...Object.fromEntries(drawn) };
}

/**
 * Until when a notice that can't go yet is put off, in whole seconds: until a digest may go, but not beyond the
 * expiry, which may be told sooner.
 */
export function gatheredUntil(
  { kind, key: { expiresAt } }: { kind: NoticeKind; key: Pick<Key, 'expiresAt'> },
  mayGoAt: Date,
): Date {
  const until = new Date(Math.ceil(mayGoAt.getTime() / 1000) * 1000);
  return kind === 'expiring' && expiresAt && expiresAt < until ? expiresAt : until;
}

function bucketsOf(notices: readonly { kind: NoticeKind }[]): Bucket[] {
  return [...new Set(notices.map(({ kind }): Bucket => (isTellingAll(kind) ? 'expired' : 'expiring')))];
}
