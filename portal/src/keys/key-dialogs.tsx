import { CancelRotationDialog } from '../rotation/cancel-rotation-dialog.tsx';
import { FinishRotationDialog } from '../rotation/finish-rotation-dialog.tsx';
import { RotateDialog } from '../rotation/rotate-dialog.tsx';
import { RotatedDialog } from '../rotation/rotated-dialog.tsx';
import { DialogFailure } from '../ui/dialog-failure.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import { ExpireDialog } from './expire-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import type { KeyAction } from './key-action.ts';
import { SecretDialog } from './secret-dialog.tsx';

export interface KeyDialogsProps {
  readonly action: KeyAction | undefined;
  readonly onAction: (action: KeyAction | undefined) => void;
  /** Called once these keys are gone. */
  readonly onDeleted?: (accessKeys: readonly string[]) => void;
}

/** The dialog for the current action, if any. */
export function KeyDialogs(props: KeyDialogsProps) {
  const close = () => props.onAction(undefined);
  return (
    <ErrorBoundary
      subject={props.action}
      fallback={(error) => <DialogFailure error={error} onClose={close} />}
    >
      <CurrentDialog {...props} />
    </ErrorBoundary>
  );
}

function CurrentDialog({ action: asked, onAction, onDeleted }: KeyDialogsProps) {
  const close = () => onAction(undefined);
  const action = asked && bringingBack(asked);
  switch (action?.kind) {
    case 'create':
      return <CreateKeyDialog onClose={close} onCreated={(key) => onAction({ kind: 'secret', key })} />;
    case 'secret':
      return <SecretDialog newKey={action.key} onClose={close} />;
    case 'rotate':
      return (
        <RotateDialog
          of={action.key}
          onClose={close}
          onRotated={(key) => onAction({ kind: 'rotated', key })}
          onRestore={(key) => onAction({ kind: 'extend', keys: [key] })}
        />
      );
    case 'rotated':
      return <RotatedDialog newKey={action.key} onClose={close} />;
    case 'finish-rotation':
      return <FinishRotationDialog of={action.key} onClose={close} />;
    case 'cancel-rotation':
      return <CancelRotationDialog of={action.key} onClose={close} />;
    case 'edit':
      return <EditKeyDialog of={action.key} onClose={close} />;
    case 'extend':
      return <ExtendDialog keys={action.keys} onClose={close} />;
    case 'expire':
      return <ExpireDialog keys={action.keys} onClose={close} />;
    case 'delete':
      return (
        <DeleteDialog
          keys={action.keys}
          onClose={close}
          onExpireInstead={() => onAction({ kind: 'expire', keys: action.keys })}
          {...(onDeleted && { onDeleted })}
        />
      );
    default:
      return null;
  }
}

/** What would extend a key that has leaked rotates it: nothing else brings it back. */
function bringingBack(action: KeyAction): KeyAction {
  const [key, ...others] = action.kind === 'extend' ? action.keys : [];
  return key?.leakedAt && others.length === 0 ? { kind: 'rotate', key } : action;
}
