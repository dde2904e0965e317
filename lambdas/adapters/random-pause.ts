import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** A thousand times what is to be hidden, and less than a person notices. */
const longestMicroseconds = 5_000;

/** How much too late a timer may be. */
const timerSlackMilliseconds = 1.5;

/**
 * Waits for a random time of some milliseconds, so that a difference of a microsecond or two in what came before drowns in it: to find it
 * again takes millions of tries in place of thousands. The last bit is waited for awake, since timers know whole milliseconds only, and
 * between those the difference would still show.
 */
export async function randomPause(): Promise<void> {
  const end = performance.now() + timerSlackMilliseconds + randomInt(longestMicroseconds) / 1_000;
  // At least the millisecond that is a timer's least: Node warns of less.
  await setTimeout(Math.max(1, end - performance.now() - timerSlackMilliseconds));
  while (performance.now() < end);
}
