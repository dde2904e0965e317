import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { signInAgain, signOut } from './session.ts';

/** Asks for a new sign-in without leaving the page, so that nothing typed is lost. */
export function SignInAgain() {
  const again = useSubmit(signInAgain);
  return (
    <Dialog title="Your sign-in has ended" role="alertdialog" onClose={() => undefined}>
      <p>Sign in again in a window of its own. This page stays as it is, with all that you have typed.</p>
      {again.error ? (
        <p className="fault" role="alert">
          The sign-in was not completed. Allow the window to open, then try again.
        </p>
      ) : null}
      <DialogActions>
        <Button onPress={() => void signOut()}>Sign out</Button>
        <Button kind="primary" autoFocus isPending={again.isBusy} onPress={again.submit}>
          {again.isBusy ? 'Waiting for the window…' : 'Sign in again'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
