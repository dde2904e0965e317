import { now } from '../time/server-time.ts';
import { changeKey, type KeyVersion } from './keys.ts';

/** A key's new date, and the one that it had. */
export interface DateChange {
  readonly before: string | null;
  readonly after: KeyVersion;
}

/** Only what has not passed can be set again: a restored key's old date can't. */
export function canUndo(changes: readonly DateChange[]): boolean {
  return changes.length > 0 && changes.every(({ before }) => before === null || Date.parse(before) > now());
}

/**
 * Gives keys their old dates back, unless a key has changed again since: nobody else's change is overwritten.
 * @returns the reason of each that failed
 */
export async function undoDates(changes: readonly DateChange[]): Promise<unknown[]> {
  const results = await Promise.allSettled(
    changes.map(({ before, after: { key, etag } }) => changeKey(key.accessKey, { expiresAt: before }, etag)),
  );
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
}
