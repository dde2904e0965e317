import { type ReactNode, useState } from 'react';
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
          <p>
            <strong>Discard what you entered?</strong> It hasn’t been saved.
          </p>
          <div className="actions">
            <Button size="small" autoFocus onPress={() => setAsked(false)}>
              Keep editing
            </Button>
            <Button size="small" kind="danger" onPress={onDiscard}>
              Discard
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
    <Dialog title="Leave without saving?" role="alertdialog" onClose={stay}>
      <p>What you entered on this page hasn’t been saved.</p>
      <DialogActions>
        <Button autoFocus onPress={stay}>
          Keep editing
        </Button>
        <Button kind="danger" onPress={leave}>
          Discard
        </Button>
      </DialogActions>
    </Dialog>
  );
}
