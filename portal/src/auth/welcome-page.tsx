import { useEffect, useState } from 'react';
import { config } from '../config.ts';
import { Brand } from '../shell/brand.tsx';
import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { startSignIn } from './session.ts';

/** For visitors who are not signed in. */
export function WelcomePage({ refusal }: { refusal?: string | undefined }) {
  const [leaving, setLeaving] = useState<'sign-in' | 'sign-up'>();
  const isDeepLink = location.pathname !== '/';
  useEffect(() => {
    document.title = 'Latchkey';
  }, []);
  const leave = (purpose: 'sign-in' | 'sign-up') => {
    setLeaving(purpose);
    void startSignIn(purpose);
  };
  return (
    <main className="welcome">
      <Brand />
      <h1>{commonText('welcome')}</h1>
      <p>{commonText('welcomeIntro')}</p>
      {refusal && (
        <div role="alert">
          <Callout kind="warn">
            <p>{refusal}</p>
          </Callout>
        </div>
      )}
      {isDeepLink && !refusal && <p className="muted">{commonText('signInToSee')}</p>}
      <div className="actions">
        <Button kind="primary" isPending={leaving === 'sign-in'} onPress={() => leave('sign-in')}>
          {commonText('signIn')}
        </Button>
        {config().selfSignUp && (
          <Button isPending={leaving === 'sign-up'} onPress={() => leave('sign-up')}>
            {commonText('signUp')}
          </Button>
        )}
      </div>
    </main>
  );
}
