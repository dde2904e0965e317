import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { signInAgain, signOut } from './session.ts';

/** Asks for a new sign-in without leaving the page, so that no input is lost. */
export function SessionEndedDialog() {
  const [step, setStep] = useState<'asked' | 'waiting' | 'failed'>('asked');
  const ask = () => {
    setStep('waiting');
    signInAgain().catch(() => setStep('failed'));
  };
  return (
    <Dialog title="Your session has ended" role="alertdialog" onClose={() => undefined}>
      <p>Sign in again in a separate window. This page stays open, with everything you entered.</p>
      <p role="status">
        {step === 'waiting' && 'Waiting for you to sign in. If the window has closed, reopen it.'}
        {step === 'failed' && (
          <span className="error">
            Sign-in wasn’t completed. If your browser blocked the window, allow pop-ups for this site, then
            try again.
          </span>
        )}
      </p>
      <DialogActions>
        <Button onPress={() => void signOut()}>Sign out</Button>
        <Button kind="primary" autoFocus onPress={ask}>
          {step === 'waiting' ? 'Reopen window' : 'Sign in again'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
