import { useState } from 'react';

export interface Submit {
  readonly submit: () => void;
  readonly isBusy: boolean;
  /** Why it has failed last; undefined before, and while it is tried again. */
  readonly error: unknown;
}

/** Runs a change once at a time, and holds what came of it. */
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
