import { type KeyVersion, useRefreshKeys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import { announce } from '../ui/announcer.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

/** Ends a rotation, says so, and closes. One that has ended by itself, or by a call whose response was lost, is over too. */
export function useRotationEnd(
  { key }: KeyVersion,
  end: () => Promise<void>,
  outcome: string,
  onClose: () => void,
) {
  const refresh = useRefreshKeys();
  return useSubmit(async () => {
    let said = outcome;
    try {
      await end();
    } catch (error) {
      // What the key is now explains the refusal.
      await refresh();
      if (!(error instanceof ApiProblem && error.code === 'no_rotation')) throw error;
      said = t('alreadyOver', { name: key.name });
    }
    void refresh();
    announce(said);
    onClose();
  });
}
