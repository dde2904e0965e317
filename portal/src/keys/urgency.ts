import type { Key } from '../api/types.ts';
import { type Standing, standingOf } from '../use/standing.ts';

/** Keys by what they ask of a person, most urgent first. */
export const groups = ['attention', 'working', 'idle'] as const;
export type Group = (typeof groups)[number];

/** Most urgent first. A key whose use is not known is never among those that nothing calls. */
const ranks = {
  refusing: 'attention',
  expired: 'attention',
  expiring: 'attention',
  working: 'working',
  idle: 'idle',
} as const satisfies Record<Standing, Group>;
const standings = Object.keys(ranks);

export function groupOf(key: Key, now: number): Group {
  return ranks[standingOf(key, now)];
}

/** Numbers that sort keys: by what they ask, then those that stopped last, or stop soonest. */
export function urgencyOf(key: Key, now: number): number {
  const away = key.expiresAt === null ? farthestMs : Math.abs(Date.parse(key.expiresAt) - now);
  return standings.indexOf(standingOf(key, now)) * farthestMs + Math.min(away, farthestMs - 1);
}

/** Beyond what any date is away. */
const farthestMs = 1e15;
