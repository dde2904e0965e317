import { Link } from 'wouter';
import { useKeys, useNotices } from '../api/keys.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { useIsSlow } from '../ui/still-waiting.tsx';
import { DeliveryWarning } from './delivery-warning.tsx';
import { ExpiryTimeline } from './expiry-timeline.tsx';
import { NoticeBanner } from './notice-banner.tsx';
import { StatusCounts } from './status-counts.tsx';
import { t } from './texts.ts';
import { TimeZoneOffer } from './time-zone-offer.tsx';
import './dashboard.css';

/** How long the banner and the keys wait for each other. */
const patienceMs = 2_000;

/** What needs attention, and an overview of all keys. */
export function DashboardPage() {
  const notices = useNotices();
  const keys = useKeys();
  const isPending = notices.isPending || keys.isPending;
  // At once, as the banner would push down what is below it; but one that fails to come holds up nothing.
  const isHeld = !useIsSlow(isPending, patienceMs) && isPending;
  return (
    <>
      <PageTitle title={commonText('dashboard')} />
      <TimeZoneOffer />
      {notices.isError && <ErrorMessage error={notices.error} onRetry={() => void notices.refetch()} />}
      {!isHeld && notices.data && <NoticeBanner notices={notices.data} />}
      {!isHeld && notices.data && <DeliveryWarning delivery={notices.data.delivery} />}
      {(isHeld || keys.isPending) && <Loading what={commonText('yourKeys')} />}
      {keys.isError && !notices.isError && (
        <ErrorMessage error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {!isHeld && keys.data && (
        <>
          <StatusCounts keys={keys.data} />
          <section className="card">
            <h2>{t('upcoming')}</h2>
            {keys.data.length === 0 ? (
              <p>{rich(t('noKeys'), { create: (text) => <Link href="/keys">{text}</Link> })}</p>
            ) : (
              <ExpiryTimeline keys={keys.data} />
            )}
          </section>
        </>
      )}
    </>
  );
}
