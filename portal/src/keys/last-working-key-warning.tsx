import { rich } from '../texts/rich.tsx';
import { Callout } from '../ui/callout.tsx';
import { t } from './texts.ts';

/** Shown before an account's last working keys are expired or deleted. */
export function LastWorkingKeyWarning() {
  return (
    <Callout kind="warn">
      <p>{rich(t('lastWorking'))}</p>
    </Callout>
  );
}
