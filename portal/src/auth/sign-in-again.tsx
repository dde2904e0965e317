import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { signInAgain, signOut } from './session.ts';

/** Asks for a new sign-in without leaving the page, so that nothing typed is lost. */
export function SignInAgain() {
  const [step, setStep] = useState<'asked' | 'waiting' | 'failed'>('asked');
  const ask = () => {
    setStep('waiting');
    signInAgain().catch(() => setStep('failed'));
  };
  return (
    <Dialog title="Your sign-in has ended" role="alertdialog" onClose={() => undefined}>
      <p>Sign in again in a window of its own. This page stays as it is, with all that you have typed.</p>
      <p role="status">
        {step === 'waiting' && 'Waiting for the window. If it is gone, open it again.'}
        {step === 'failed' && (
          <span className="fault">
            The sign-in was not completed. Allow the window to open, then try again.
          </span>
        )}
      </p>
      <DialogActions>
        <Button onPress={() => void signOut()}>Sign out</Button>
        <Button kind="primary" autoFocus onPress={ask}>
          {step === 'waiting' ? 'Open the window again' : 'Sign in again'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
