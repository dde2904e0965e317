import type { Key } from '../api/types.ts';
import { standingOf } from '../use/standing.ts';

/** The keys that ask for a decision, most urgent first, and how many have expired that nothing calls. */
export interface Attention<Shown extends Key> {
  readonly rows: readonly Shown[];
  readonly idle: number;
}

/** @param keys those that work are left out */
export function attentionOf<Shown extends Key>(keys: readonly Shown[], now: number): Attention<Shown> {
  const ranked = keys
    .map((key) => ({ key, rank: rankOf(key, now), order: orderOf(key, now) }))
    .filter(({ rank }) => rank < ranks.length);
  ranked.sort((left, right) => left.rank - right.rank || left.order - right.order);
  return {
    rows: ranked.map(({ key }) => key),
    idle: keys.filter((key) => standingOf(key, now) === 'idle').length,
  };
}

const ranks: readonly string[] = ['refusing', 'expired', 'expiring', 'expiring and quiet'];

function rankOf(key: Key, now: number): number {
  const standing = standingOf(key, now);
  const isQuiet = key.use.verdict === 'quiet' || key.use.verdict === 'unused';
  const rank = ranks.indexOf(standing === 'expiring' && isQuiet ? 'expiring and quiet' : standing);
  return rank < 0 ? ranks.length : rank;
}

/** Most refusals first, then what expired last, then what expires soonest. */
function orderOf(key: Key, now: number): number {
  if (standingOf(key, now) === 'refusing') return -key.use.refusedLast7Days;
  return Math.abs(Date.parse(key.expiresAt ?? '') - now);
}
