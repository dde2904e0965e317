import { Link } from 'wouter';
import { useKeys, useNotices } from '../api/keys.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { DeliveryWarning } from './delivery-warning.tsx';
import { ExpiryTimeline } from './expiry-timeline.tsx';
import { NoticeBanner } from './notice-banner.tsx';
import { StatusCounts } from './status-counts.tsx';
import { t } from './texts.ts';
import './dashboard.css';

/** What needs attention, and an overview of all keys. */
export function DashboardPage() {
  const notices = useNotices();
  const keys = useKeys();
  return (
    <>
      <PageTitle title={commonText('dashboard')} />
      {notices.isError && <ErrorMessage error={notices.error} onRetry={() => void notices.refetch()} />}
      {notices.data && <NoticeBanner notices={notices.data} />}
      {notices.data && <DeliveryWarning delivery={notices.data.delivery} />}
      {keys.isPending && <Loading what={commonText('yourKeys')} />}
      {keys.isError && !notices.isError && (
        <ErrorMessage error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {keys.data && (
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
