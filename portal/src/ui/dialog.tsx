import { type ReactNode, useLayoutEffect } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  /**
   * Called by Escape, the cross, or a button inside. A dialog with something to lose asks for confirmation.
   */
  readonly onClose: () => void;
  /** `alertdialog` for what needs an immediate decision. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly width?: 'wide';
  readonly children: ReactNode;
}

/** A modal dialog, open while it is mounted. Clicking outside does nothing: it may hold unsaved input. */
export function Dialog({ title, onClose, role = 'dialog', width, children }: DialogProps) {
  useMark();
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className="overlay">
      <Modal className={width === 'wide' ? 'modal wide' : 'modal'}>
        <AriaDialog role={role} className="dialog">
          <header>
            <Heading slot="title">{title}</Heading>
            <Button kind="quiet" icon="cross" aria-label={commonText('close')} onPress={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

let open = 0;

/** Tells styles that a dialog is open. By `:has()`, each change of the page would cost a look for one. */
function useMark(): void {
  useLayoutEffect(() => {
    open += 1;
    document.documentElement.classList.add('has-dialog');
    return () => {
      open -= 1;
      if (open === 0) document.documentElement.classList.remove('has-dialog');
    };
  }, []);
}

/** The buttons at the end of a dialog; stacked on a narrow page. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <footer className="dialog-actions">{children}</footer>;
}
