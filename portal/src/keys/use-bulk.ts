import { useRef, useState } from 'react';
import { type KeyVersion, useRefreshKeys } from '../api/keys.ts';
import { ApiProblem, ConflictError } from '../api/problem.ts';
import type { Key } from '../api/types.ts';
import type { DateChange } from '../api/undo.ts';
import { t } from './texts.ts';

/** Concurrent requests: fast, without using up the shared rate limit. */
const parallel = 4;

/** A key that was not changed, and why. */
export interface Failure {
  readonly key: Key;
  readonly error: unknown;
}

export interface Bulk {
  readonly isBusy: boolean;
  /** In the order of the keys; empty before the first run and during a retry. */
  readonly failures: readonly Failure[];
  /** Keys worth trying: all at first, then those that failed and have not changed since they were shown. */
  readonly remaining: readonly Key[];
  readonly run: () => void;
}

/** The label of the button that runs it. */
export function bulkLabel({ isBusy, failures, remaining }: Bulk, verb: string, busy: string): string {
  if (isBusy) return busy;
  return failures.length > 0 ? t('tryAgainLeft', { count: remaining.length }) : verb;
}

/** Changes several keys, reports each that fails, and can retry those. */
export function useBulk(
  keys: readonly Key[],
  change: (key: Key) => Promise<KeyVersion | undefined>,
  onDone: (changes: readonly DateChange[]) => void,
): Bulk {
  const refresh = useRefreshKeys();
  const [state, setState] = useState<Omit<Bulk, 'run'>>({ isBusy: false, remaining: keys, failures: [] });
  // Over all attempts, as only the last may leave no failure.
  const done = useRef<DateChange[]>([]);
  const run = async () => {
    const failures: Failure[] = [];
    setState(({ remaining }) => ({ isBusy: true, remaining, failures: [] }));
    const queue = [...state.remaining];
    const work = async () => {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        try {
          const after = await change(key);
          if (after) done.current.push({ before: key.expiresAt, after });
        } catch (error) {
          failures.push({ key, error });
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    await refresh();
    failures.sort((left, right) => keys.indexOf(left.key) - keys.indexOf(right.key));
    const remaining = failures.filter(({ error }) => !isOutdated(error)).map(({ key }) => key);
    setState({ isBusy: false, remaining, failures });
    if (failures.length === 0) onDone(done.current);
  };
  return { ...state, run: () => void (state.isBusy || run()) };
}

// The key was deleted or changed since it was shown: the change was not meant for its current state.
function isOutdated(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.code === 'key_not_found' || error.code === 'key_changed';
  return error instanceof ConflictError;
}
