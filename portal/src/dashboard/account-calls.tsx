import { lazy, Suspense } from 'react';
import type { Key } from '../api/types.ts';
import type { useAccountUsage } from '../api/usage.ts';
import { useNow } from '../time/clock.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { countingStart } from '../use/counting-start.ts';
import { t } from './texts.ts';

const CallsCard = lazy(async () => ({ default: (await import('../use/calls-card.tsx')).CallsCard }));

/** The account's calls. Its code comes after the page, which holds without it too. */
export function AccountCalls({
  usage,
  keys,
}: {
  usage: ReturnType<typeof useAccountUsage>;
  keys: readonly Key[];
}) {
  const since = countingStart(keys, useNow(60_000));
  return (
    <ErrorBoundary fallback={(error) => <ErrorMessage error={error} />}>
      <Suspense
        fallback={
          <div className="card calls-card">
            <Loading what={t('theCalls')} lines={5} />
          </div>
        }
      >
        <CallsCard
          days={usage.data}
          error={usage.error}
          onRetry={() => void usage.refetch()}
          {...(since !== undefined && { since })}
        />
      </Suspense>
    </ErrorBoundary>
  );
}
