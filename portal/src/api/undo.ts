import { now } from '../time/server-time.ts';
import { changeKey, expireKey, getKey, type KeyVersion } from './keys.ts';
import { ConflictError } from './problem.ts';
import type { Key } from './types.ts';

/** A key's new date, and the one that it had. */
export interface DateChange {
  readonly before: string | null;
  readonly after: KeyVersion;
}

export interface Undone {
  /** Keys whose old date has passed, as a restored key's has: it can't be set again, so they have expired again. */
  readonly expired: readonly Key[];
  /** The reason of each that failed. */
  readonly failures: readonly unknown[];
}

/** Gives keys their old dates back, unless a key has changed again since: nobody else's change is overwritten. */
export async function undoDates(changes: readonly DateChange[]): Promise<Undone> {
  const expired: Key[] = [];
  const results = await Promise.allSettled(
    changes.map(async ({ before, after: { key, etag } }) => {
      if (before === null || Date.parse(before) > now())
        return changeKey(key.accessKey, { expiresAt: before }, etag);
      // To expire a key takes no condition.
      if ((await getKey(key.accessKey)).etag !== etag) throw new ConflictError('the key has changed again');
      await expireKey(key.accessKey);
      return expired.push(key);
    }),
  );
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  return { expired, failures };
}
