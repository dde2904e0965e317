import { lazy, Suspense } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { isRefused } from './api/problem.ts';
import { dismissDefaultKey, signOut, startSession, useSession } from './auth/session.ts';
import { SessionEndedNotice } from './auth/session-ended-notice.tsx';
import { WelcomePage } from './auth/welcome-page.tsx';
import { DashboardPage } from './dashboard/dashboard-page.tsx';
import { loadSecretDialog } from './keys/load-secret-dialog.ts';
import { isLoadFailure } from './load-failures.ts';
import { pageLoaders } from './page-loaders.ts';
import { Brand } from './shell/brand.tsx';
import { brandName } from './shell/brand-name.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';
import { commonText } from './texts/common.ts';
import { Announcer } from './ui/announcer.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { navigateGuarded } from './ui/leave-guard.ts';
import { Loading } from './ui/loading.tsx';
import { PageFailure } from './ui/page-failure.tsx';

const KeysPage = lazy(async () => ({ default: (await pageLoaders.keys()).KeysPage }));
const KeyPage = lazy(async () => ({ default: (await pageLoaders.key()).KeyPage }));
const SettingsPage = lazy(async () => ({ default: (await pageLoaders.settings()).SettingsPage }));
const DevelopersPage = lazy(async () => ({ default: (await pageLoaders.developers()).DevelopersPage }));
const SessionEndedDialog = lazy(async () => ({
  default: (await import('./auth/session-ended-dialog.tsx')).SessionEndedDialog,
}));
const SecretDialog = lazy(async () => ({ default: (await loadSecretDialog()).SecretDialog }));

/** The whole portal: what it shows depends on the session first, then on the URL. */
export function App() {
  const session = useSession();
  switch (session.step) {
    case 'starting':
      return (
        <main className="welcome">
          <div className="card welcome-card">
            <Loading what={commonText('thePage')} lines={2} />
          </div>
        </main>
      );
    case 'signed-out':
      return <WelcomePage refusal={session.refusal} />;
    case 'failed':
      return (
        <main className="welcome">
          <div className="card welcome-card">
            <Brand />
            <PageFailure
              error={session.error}
              {...(!isLoadFailure(session.error) && { onRetry: () => void startSession() })}
              // The sign-in itself is refused: only another one helps.
              {...(isRefused(session.error) && { onSignOut: () => void signOut() })}
            />
          </div>
        </main>
      );
    case 'signed-in':
      return (
        <Router aroundNav={navigateGuarded}>
          {session.ended === 'postponed' && <SessionEndedNotice />}
          <Shell>
            <Suspense fallback={<Loading what={commonText('thePage')} />}>
              <Pages />
              {session.defaultKey && (
                <SecretDialog
                  newKey={session.defaultKey}
                  title={commonText('defaultKeyTitle', { brand: brandName() })}
                  intro={commonText('defaultKeyIntro')}
                  onClose={dismissDefaultKey}
                />
              )}
            </Suspense>
          </Shell>
          <Announcer />
          {session.ended === 'asked' && (
            <ErrorBoundary fallback={() => <SessionEndedNotice />}>
              <Suspense>
                <SessionEndedDialog />
              </Suspense>
            </ErrorBoundary>
          )}
        </Router>
      );
  }
}

function Pages() {
  const [path] = useLocation();
  return (
    <ErrorBoundary subject={path} fallback={(error) => <PageFailure error={error} />}>
      <Routes />
    </ErrorBoundary>
  );
}

function Routes() {
  return (
    <Switch>
      <Route path="/">
        <DashboardPage />
      </Route>
      <Route path="/keys">
        <KeysPage />
      </Route>
      <Route path="/keys/:accessKey">
        {({ accessKey }) => <KeyPage key={accessKey} accessKey={accessKey} />}
      </Route>
      <Route path="/settings">
        <SettingsPage />
      </Route>
      <Route path="/developers">
        <DevelopersPage />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
