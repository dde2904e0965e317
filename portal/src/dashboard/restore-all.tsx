import type { Key } from '../api/types.ts';
import { DialogButton } from '../ui/dialog-button.tsx';
import { loadOnce } from '../ui/load-once.ts';
import { t } from './texts.ts';

const extendDialog = loadOnce(async () => (await import('../keys/extend-dialog.tsx')).ExtendDialog);

/** Restores several expired keys in one dialog. */
export function RestoreAll({ keys }: { keys: readonly Key[] }) {
  return (
    <DialogButton
      part={extendDialog}
      dialog={(ExtendDialog, close) => <ExtendDialog keys={keys} onClose={close} />}
    >
      {t('restoreAll', { count: keys.length })}
    </DialogButton>
  );
}
