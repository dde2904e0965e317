import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import { useKeys, useNotices } from '../api/keys.ts';
import type { Key } from '../api/types.ts';
import { useAccountUsage } from '../api/usage.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { useIsSlow } from '../ui/still-waiting.tsx';
import { AccountCalls } from './account-calls.tsx';
import { AttentionCard } from './attention-card.tsx';
import { ComingExpiries } from './coming-expiries.tsx';
import { DeliveryWarning } from './delivery-warning.tsx';
import { headingFor, introFor } from './heading.ts';
import { RecentActivity } from './recent-activity.tsx';
import { RotationsCard } from './rotations-card.tsx';
import { situationOf } from './situation.ts';
import { t } from './texts.ts';
import { TimeZoneOffer } from './time-zone-offer.tsx';
import { UnusedKeys } from './unused-keys.tsx';
import { useFirstVisit } from './use-first-visit.ts';
import './dashboard.css';

const FirstVisit = lazy(async () => ({ default: (await import('./first-visit.tsx')).FirstVisit }));

/** How long the banner and the keys wait for each other. */
const patienceMs = 2_000;

/** What the situation is, what needs attention, and what is coming. */
export function DashboardPage() {
  const notices = useNotices({ isFresh: true });
  const keys = useKeys();
  const usage = useAccountUsage();
  const isPending = notices.isPending || keys.isPending;
  // At once, as the banner would push down what is below it; but one that fails to come holds up nothing.
  const isHeld = !useIsSlow(isPending, patienceMs) && isPending;
  const first = useFirstVisit(keys.data);
  if (!isHeld && first.key)
    return (
      <>
        <PageTitle title={t('welcome')} name={commonText('dashboard')} intro={t('welcomeIntro')} />
        <TimeZoneOffer />
        {notices.data && <DeliveryWarning delivery={notices.data.delivery} />}
        <Suspense fallback={<Loading what={t('firstSteps')} />}>
          <FirstVisit of={first.key} onSkip={first.skip} />
        </Suspense>
      </>
    );
  return (
    <>
      <Heading keys={isHeld ? undefined : keys.data} />
      <TimeZoneOffer />
      {notices.isError && <ErrorMessage error={notices.error} onRetry={() => void notices.refetch()} />}
      {!isHeld && notices.data && <DeliveryWarning delivery={notices.data.delivery} />}
      {!isHeld && notices.data && <AttentionCard notices={notices.data} keys={keys.data} />}
      {(isHeld || keys.isPending) && <Loading what={commonText('yourKeys')} lines={8} />}
      {keys.isError && !notices.isError && (
        <ErrorMessage error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {!isHeld && keys.data && keys.data.length > 0 && (
        <div className="columns">
          <div className="stack">
            <AccountCalls usage={usage} keys={keys.data} />
            <RecentActivity keys={keys.data} />
          </div>
          <div className="stack">
            <RotationsCard keys={keys.data} />
            <ComingExpiries keys={keys.data} />
            <UnusedKeys keys={keys.data} />
          </div>
        </div>
      )}
      {!isHeld && keys.data?.length === 0 && (
        <section className="card">
          <p>{rich(t('noKeys'), { create: (text) => <Link href="/keys">{text}</Link> })}</p>
        </section>
      )}
    </>
  );
}

/** The sentence that states the situation; while nobody knows it, the page's name. */
function Heading({ keys }: { keys: readonly Key[] | undefined }) {
  const { noticeLeadDays, suspendedAt, timeZone } = useAccount();
  const now = useNow(60_000);
  const name = commonText('dashboard');
  if (keys === undefined) return <PageTitle title={name} intro="" />;
  const situation = suspendedAt ? ({ kind: 'suspended' } as const) : situationOf(keys, now);
  return (
    <PageTitle
      title={headingFor(situation, noticeLeadDays)}
      name={name}
      intro={introFor(situation, now, timeZone)}
    />
  );
}
