import { useEffect, useState } from 'react';
import { config } from '../config.ts';
import { Brand } from '../shell/brand.tsx';
import { brandName } from '../shell/brand-name.ts';
import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { SupportLink, TermsLink } from '../ui/support-link.tsx';
import { startSignIn } from './session.ts';

/** For visitors who are not signed in. */
export function WelcomePage({ refusal }: { refusal?: string | undefined }) {
  const [leaving, setLeaving] = useState<'sign-in' | 'sign-up'>();
  const isDeepLink = location.pathname !== '/';
  useEffect(() => {
    document.title = brandName();
  }, []);
  const leave = (purpose: 'sign-in' | 'sign-up') => {
    setLeaving(purpose);
    void startSignIn(purpose);
  };
  return (
    <main className="welcome">
      <div className="card welcome-card">
        <Brand />
        <div>
          <h1>{commonText('welcome')}</h1>
          <p>{commonText(isDeepLink && !refusal ? 'signInToSee' : 'welcomeIntro')}</p>
        </div>
        {refusal && (
          <div role="alert">
            <Callout kind="warn">
              <p>{refusal}</p>
            </Callout>
          </div>
        )}
        <div>
          <Button kind="primary" isPending={leaving === 'sign-in'} onPress={() => leave('sign-in')}>
            {commonText('signIn')}
          </Button>
          {config().selfSignUp && (
            <Button kind="quiet" isPending={leaving === 'sign-up'} onPress={() => leave('sign-up')}>
              {commonText('signUp')}
            </Button>
          )}
        </div>
      </div>
      <SupportLink />
      <TermsLink />
    </main>
  );
}
