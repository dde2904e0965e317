import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  /** Asked for by Escape, the cross, or a button inside. Whoever has something to lose asks back. */
  readonly onClose: () => void;
  /** For what must not be taken for an ordinary message. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly width?: 'wide';
  readonly children: ReactNode;
}

/** A modal dialog, open for as long as it is there. A click beside it does nothing: it may hold what somebody has typed. */
export function Dialog({ title, onClose, role = 'dialog', width, children }: DialogProps) {
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className="overlay">
      <Modal className={width === 'wide' ? 'modal wide' : 'modal'}>
        <AriaDialog role={role} className="dialog">
          <header>
            <Heading slot="title">{title}</Heading>
            <Button kind="quiet" icon="cross" aria-label="Close" onPress={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons at the end of a dialog; on a narrow page one below the other. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <footer className="dialog-actions">{children}</footer>;
}
