import { useEffect, useState } from 'react';
import { config } from '../config.ts';
import { Brand } from '../shell/brand.tsx';
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
      <h1>Your API keys, under control</h1>
      <p>
        Give each program its own key, with its own name and expiration date. Get warned before a key expires,
        and restore an expired key by setting a new date.
      </p>
      {refusal && (
        <div role="alert">
          <Callout kind="warn">
            <p>{refusal}</p>
          </Callout>
        </div>
      )}
      {isDeepLink && !refusal && <p className="muted">Sign in to see the page you asked for.</p>}
      <div className="actions">
        <Button kind="primary" isPending={leaving === 'sign-in'} onPress={() => leave('sign-in')}>
          Sign in
        </Button>
        {config().selfSignUp && (
          <Button isPending={leaving === 'sign-up'} onPress={() => leave('sign-up')}>
            Create an account
          </Button>
        )}
      </div>
    </main>
  );
}
