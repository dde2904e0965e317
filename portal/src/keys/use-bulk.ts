import { useState } from 'react';
import { useRefreshKeys } from '../api/keys.ts';
import { ApiProblem, ConflictError } from '../api/problem.ts';
import type { Key } from '../api/types.ts';

/** How many requests go out side by side: quick, without using up everybody's rate. */
const parallel = 4;

/** A key that has not been changed, and why. */
export interface Failure {
  readonly key: Key;
  readonly error: unknown;
}

export interface Bulk {
  readonly isBusy: boolean;
  /** In the order of the keys; empty before the first run, and while it is tried again. */
  readonly failures: readonly Failure[];
  /** Those that trying again may help: all at first, later the ones that have failed and are as they were shown. */
  readonly remaining: readonly Key[];
  readonly run: () => void;
}

/** What the button says that runs it. */
export function bulkLabel({ isBusy, failures, remaining }: Bulk, verb: string, busy: string): string {
  if (isBusy) return busy;
  return failures.length > 0 ? `Try again (${remaining.length} left)` : verb;
}

/** Changes keys one by one. Those that fail are told apart, and can be tried again. */
export function useBulk(
  keys: readonly Key[],
  change: (key: Key) => Promise<unknown>,
  onDone: () => void,
): Bulk {
  const refresh = useRefreshKeys();
  const [state, setState] = useState<Omit<Bulk, 'run'>>({ isBusy: false, remaining: keys, failures: [] });
  const run = async () => {
    const failures: Failure[] = [];
    setState(({ remaining }) => ({ isBusy: true, remaining, failures: [] }));
    const queue = [...state.remaining];
    const work = async () => {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        try {
          await change(key);
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
    if (failures.length === 0) onDone();
  };
  return { ...state, run: () => void (state.isBusy || run()) };
}

// Somebody has deleted the key meanwhile, or changed it: what is asked for here isn't for it as it is now.
function isOutdated(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.code === 'key_not_found' || error.code === 'key_changed';
  return error instanceof ConflictError;
}
