import type { Notice } from './digest.ts';
import type { NoticeFact } from './notice-schedule.ts';
import { availableAt, type BucketRule, type BucketState, draw } from './token-bucket.ts';

type NoticeKind = NoticeFact['kind'];

/** How often an account is mailed a digest about coming expiries, and about expired keys. */
export type GatheringRules = Readonly<Record<NoticeKind, BucketRule>>;

/** The buckets of one account. */
export type DigestBuckets = Readonly<Record<NoticeKind, BucketState>>;

export const fullBuckets: DigestBuckets = { expiring: null, expired: null };

/**
 * When a digest of these notices may go: as soon as one of their kinds has its turn, since each digest carries
 * all that is owed.
 * @param owed not empty
 */
export function digestMayGoAt(
  buckets: DigestBuckets,
  owed: readonly Pick<NoticeFact, 'kind'>[],
  rules: GatheringRules,
  now: Date,
): Date {
  const turns = kindsOf(owed).map((kind) => availableAt(buckets[kind], rules[kind], now).getTime());
  return new Date(Math.min(...turns));
}

/** The buckets once a digest of these notices has gone: it counts for each kind that has its turn. */
export function drawDigest(
  buckets: DigestBuckets,
  told: readonly Pick<NoticeFact, 'kind'>[],
  rules: GatheringRules,
  now: Date,
): DigestBuckets {
  const drawn = kindsOf(told)
    .filter((kind) => availableAt(buckets[kind], rules[kind], now) <= now)
    .map((kind) => [kind, draw(buckets[kind], rules[kind], now)]);
  return { ...buckets, ...Object.fromEntries(drawn) };
}

/**
 * Until when a notice that can't go yet is put off, in whole seconds: until a digest may go, but not beyond the
 * expiry, which may be told sooner.
 */
export function gatheredUntil({ kind, key }: Pick<Notice, 'kind' | 'key'>, mayGoAt: Date): Date {
  const until = new Date(Math.ceil(mayGoAt.getTime() / 1000) * 1000);
  return kind === 'expiring' && key.expiresAt < until ? key.expiresAt : until;
}

function kindsOf(notices: readonly Pick<NoticeFact, 'kind'>[]): NoticeKind[] {
  return [...new Set(notices.map(({ kind }) => kind))];
}
