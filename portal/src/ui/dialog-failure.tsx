import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { Explanation } from './explanation.tsx';

/** Replaces a dialog that has failed; the page below it keeps working. */
export function DialogFailure({ error, onClose }: { error: unknown; onClose: () => void }) {
  return (
    <Dialog title={commonText('dialogFailed')} role="alertdialog" onClose={onClose}>
      <Explanation error={error} />
      <DialogActions>
        <Button onPress={() => location.reload()}>{commonText('reload')}</Button>
        <Button kind="primary" autoFocus onPress={onClose}>
          {commonText('backToKeys')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
