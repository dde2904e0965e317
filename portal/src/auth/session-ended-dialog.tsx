import { useState } from 'react';
import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { postponeSignIn, signInAgain, signOut } from './session.ts';

/** Asks for a new sign-in without leaving the page, so that no input is lost. */
export function SessionEndedDialog() {
  const [step, setStep] = useState<'asked' | 'waiting' | 'failed'>('asked');
  const ask = () => {
    setStep('waiting');
    signInAgain().catch(() => setStep('failed'));
  };
  return (
    <Dialog title={commonText('sessionEnded')} role="alertdialog" onClose={postponeSignIn}>
      <p>{commonText('sessionEndedHelp')}</p>
      <p role="status">
        {step === 'waiting' && commonText('waitingForSignIn')}
        {step === 'failed' && <span className="error">{commonText('signInIncomplete')}</span>}
      </p>
      <DialogActions>
        <Button onPress={() => void signOut()}>{commonText('signOut')}</Button>
        <Button kind="primary" autoFocus onPress={ask}>
          {commonText(step === 'waiting' ? 'reopenWindow' : 'signInAgain')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
