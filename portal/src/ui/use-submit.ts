import { useState } from 'react';

export interface Submit {
  readonly submit: () => void;
  readonly isBusy: boolean;
  /** Why the last attempt failed; undefined before the first, and during a retry. */
  readonly error: unknown;
}

/** Runs one change at a time and keeps its outcome. */
export function useSubmit(change: () => Promise<void>): Submit {
  const [state, setState] = useState<{ isBusy: boolean; error: unknown }>({
    isBusy: false,
    error: undefined,
  });
  const run = async () => {
    setState({ isBusy: true, error: undefined });
    try {
      await change();
      setState({ isBusy: false, error: undefined });
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return { ...state, submit: () => void (state.isBusy || run()) };
}
