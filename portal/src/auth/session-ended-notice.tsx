import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { askForSignIn } from './session.ts';

/** Once the question has been closed: says what the page is without a sign-in, and offers one. */
export function SessionEndedNotice() {
  return (
    <p className="offline" role="status">
      {commonText('sessionEndedNotice')}{' '}
      <Button size="small" onPress={askForSignIn}>
        {commonText('signInAgain')}
      </Button>
    </p>
  );
}
