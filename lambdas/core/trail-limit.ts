import { Problem } from './problem-catalogue.ts';
import { startOfDay, usageDay } from './usage-day.ts';

/** Changes that an account may make on a UTC day; those of the service itself don't count. */
export const changesPerDay = 1_000;

/** Says that no more changes may be made today, and how long that is. */
export function tooManyChanges(now: Date): Problem {
  const waitMs = startOfDay(usageDay(now) + 1).getTime() - now.getTime();
  return new Problem('rate_limited', {
    detail: `An account may make ${changesPerDay} changes a day. Nothing was changed. Try again tomorrow (UTC).`,
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  });
}
