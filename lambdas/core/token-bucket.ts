/** How often something may happen: so many times at once, and once more after each interval. */
export interface BucketRule {
  atOnce: number;
  intervalMs: number;
}

/** All there is to know of a bucket: when it will be full; null: it is. */
export type BucketState = Date | null;

/** When a bucket has something to give: `now`, or up to one interval later. */
export function availableAt(state: BucketState, rule: BucketRule, now: Date): Date {
  const freeAt = fullAtMs(state, rule, now) - (rule.atOnce - 1) * rule.intervalMs;
  return new Date(Math.max(freeAt, now.getTime()));
}

/** The bucket once one has been taken out of it, which was available. */
export function draw(state: BucketState, rule: BucketRule, now: Date): BucketState {
  return new Date(fullAtMs(state, rule, now) + rule.intervalMs);
}

/**
 * A bucket that would take longer to fill than an empty one was filled by other rules, or by a clock that has
 * been set back since: it counts as full, so that nobody waits without end. One interval is left for clocks
 * that differ.
 */
function fullAtMs(state: BucketState, { atOnce, intervalMs }: BucketRule, now: Date): number {
  const longest = now.getTime() + (atOnce + 1) * intervalMs;
  return state === null || state.getTime() > longest
    ? now.getTime()
    : Math.max(state.getTime(), now.getTime());
}
