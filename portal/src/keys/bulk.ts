import { useState } from 'react';
import { useRefreshKeys } from '../api/keys.ts';
import type { Key } from '../api/types.ts';

/** How many requests go out side by side: quick, without using up everybody's rate. */
const parallel = 4;

export interface Bulk {
  readonly isBusy: boolean;
  /** Those that are still to do: all at first, later the ones that have failed. */
  readonly remaining: readonly Key[];
  /** Why one of them has failed. */
  readonly error: unknown;
  readonly run: () => void;
}

/** Changes keys one by one. Those that fail stay, and can be tried again. */
export function useBulk(
  keys: readonly Key[],
  change: (key: Key) => Promise<unknown>,
  onDone: () => void,
): Bulk {
  const refresh = useRefreshKeys();
  const [state, setState] = useState<Omit<Bulk, 'run'>>({ isBusy: false, remaining: keys, error: undefined });
  const run = async () => {
    const failed: Key[] = [];
    let error: unknown;
    setState(({ remaining }) => ({ isBusy: true, remaining, error: undefined }));
    const queue = [...state.remaining];
    const work = async () => {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        try {
          await change(key);
        } catch (reason) {
          failed.push(key);
          error = reason;
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    await refresh();
    setState({ isBusy: false, remaining: failed.length > 0 ? failed : keys, error });
    if (failed.length === 0) onDone();
  };
  return { ...state, run: () => void (state.isBusy || run()) };
}
