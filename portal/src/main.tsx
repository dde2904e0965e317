import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { prefetchKeys } from './api/keys.ts';
import { ApiProblem, SessionEndedError } from './api/problem.ts';
import { App } from './app.tsx';
import { onReturn, onSignedIn, reloadSignedIn, startSession } from './auth/session.ts';
import { isLoadFailure, reloadOnLoadFailure } from './load-failures.ts';
import { Brand } from './shell/brand.tsx';
import { applyTheme } from './shell/theme.ts';
import { locale } from './texts/locale.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { PageFailure } from './ui/page-failure.tsx';
import './styles/load.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A bad request stays bad; a network or a busy service may recover.
      retry: (failures, error) =>
        failures < 2 &&
        !(error instanceof SessionEndedError) &&
        !(error instanceof ApiProblem && error.status < 429),
    },
  },
});

reloadOnLoadFailure(import.meta.url, () => void reloadSignedIn());
applyTheme();
onReturn((path) => prefetchKeys(queries, path));
onSignedIn((account) => queries.setQueryData(['account'], account));
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root, {
  // A file that fails to load is no fault of the page's.
  onCaughtError: (error) => isLoadFailure(error) || reportError(error),
}).render(
  <StrictMode>
    <I18nProvider locale={locale}>
      <QueryClientProvider client={queries}>
        <ErrorBoundary
          fallback={(error) => (
            <main className="welcome">
              <div className="card welcome-card">
                <Brand />
                <PageFailure error={error} />
              </div>
            </main>
          )}
        >
          <App />
        </ErrorBoundary>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
// Outside React, which may run effects twice: only one response carries the default key's secret.
void startSession();
