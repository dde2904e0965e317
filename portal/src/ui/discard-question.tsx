import { type ReactNode, useState } from 'react';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { useLeaveGuard } from './leave-guard.ts';

/** For a dialog with a form: closing it or going back asks first when something has been entered. */
export function useDiscardQuestion(isUnsaved: boolean, onDiscard: () => void) {
  const [isAsked, setAsked] = useState(false);
  useLeaveGuard(isUnsaved, () => setAsked(true));
  const question: ReactNode = (
    <div role="alert">
      {isAsked && isUnsaved && (
        <Callout kind="warn">
          <p>{rich(commonText('discardQuestion'))}</p>
          <div className="actions">
            <Button size="small" autoFocus onPress={() => setAsked(false)}>
              {commonText('keepEditing')}
            </Button>
            <Button size="small" kind="danger" onPress={onDiscard}>
              {commonText('discard')}
            </Button>
          </div>
        </Callout>
      )}
    </div>
  );
  return { question, close: () => (isUnsaved ? setAsked(true) : onDiscard()) };
}

/** For a form on a page: asks before the person leaves it with something unsaved. */
export function UnsavedInput({ isUnsaved }: { isUnsaved: boolean }) {
  const [leave, setLeave] = useState<() => void>();
  useLeaveGuard(isUnsaved, (go) => setLeave(() => go));
  if (leave === undefined || !isUnsaved) return null;
  const stay = () => setLeave(undefined);
  return (
    <Dialog title={commonText('leaveQuestion')} role="alertdialog" onClose={stay}>
      <p>{commonText('leaveHelp')}</p>
      <DialogActions>
        <Button autoFocus onPress={stay}>
          {commonText('keepEditing')}
        </Button>
        <Button kind="danger" onPress={leave}>
          {commonText('discard')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
