import { type ReactNode, useState } from 'react';
import { announceError } from './announcer.tsx';
import { Button, type ButtonProps } from './button.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { type LoadOnce, loadOnce } from './load-once.ts';

export interface DialogButtonProps<Part> extends Omit<ButtonProps, 'onPress' | 'ref'> {
  readonly part: LoadOnce<Part>;
  /** Called at the opening: what is named then stays what changes, whatever lists say later. */
  readonly dialog: (part: Part, close: () => void) => ReactNode;
}

const failure = loadOnce(async () => (await import('./dialog-failure.tsx')).DialogFailure);

/** Opens a dialog that is loaded once somebody is about to open it. */
export function DialogButton<Part>({ part, dialog, ...button }: DialogButtonProps<Part>) {
  const [shown, setShown] = useState<ReactNode>();
  const close = () => setShown(undefined);
  const preload = () => {
    part.preload();
    failure.preload();
  };
  const open = async () => {
    try {
      const [loaded] = await Promise.all([part.load(), failure.load()]);
      setShown(dialog(loaded, close));
    } catch (error) {
      announceError(error);
    }
  };
  const Failure = failure.loaded();
  return (
    <>
      <Button
        {...button}
        onHoverStart={preload}
        onFocus={preload}
        onPressStart={preload}
        onPress={() => void open()}
      />
      {shown && Failure && (
        <ErrorBoundary subject={shown} fallback={(error) => <Failure error={error} onClose={close} />}>
          {shown}
        </ErrorBoundary>
      )}
    </>
  );
}
