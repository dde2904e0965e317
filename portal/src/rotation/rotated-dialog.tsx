import type { NewKey } from '../api/types.ts';
import { SecretDialog } from '../keys/secret-dialog.tsx';
import { NewSecretSteps } from './new-secret-steps.tsx';
import { t } from './texts.ts';

/** Shows the new secret of a key, the only time it can be shown, and what to do with it. */
export function RotatedDialog({ newKey, onClose }: { newKey: NewKey; onClose: () => void }) {
  return (
    <SecretDialog
      newKey={newKey}
      title={t('saveNewSecret', { name: newKey.name })}
      notSaved={t('newSecretLost')}
      outlook={newKey.rotation && <NewSecretSteps of={newKey.rotation} />}
      onClose={onClose}
    />
  );
}
