import type { Key } from '../api/types.ts';
import { statusAt } from './key-status.ts';

/** Keys by what they ask of a person, most urgent first. */
export const groups = ['attention', 'working'] as const;
export type Group = (typeof groups)[number];

/** A key that expires soon, or whose calls are refused, needs somebody to see to it. */
export function groupOf(key: Key, now: number): Group {
  return statusAt(key, now) === 'active' ? 'working' : 'attention';
}

/** Numbers that sort keys: those that stopped last come first, then those that stop soonest, then those that never do. */
export function urgencyOf(key: Key, now: number): number {
  if (key.expiresAt === null) return Number.MAX_SAFE_INTEGER;
  const left = Date.parse(key.expiresAt) - now;
  // Beyond what any date is away, so that the expired come before all others.
  return left <= 0 ? -left - farthestMs : left;
}

const farthestMs = 1e15;
