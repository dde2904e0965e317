import { useNoticeLog } from '../api/account.ts';
import type { SentNotice } from '../api/types.ts';
import { ErrorMessage } from '../ui/error-message.tsx';
import { RelativeTime } from '../ui/key-facts.tsx';
import { Loading } from '../ui/loading.tsx';
import { t } from './texts.ts';

/** The latest notices, so that nobody has to ask whether one was sent. */
export function SentNotices() {
  const log = useNoticeLog();
  return (
    <section className="card">
      <h2>{t('sent')}</h2>
      {log.isPending && <Loading what={t('sentEmails')} lines={2} />}
      {log.isError && <ErrorMessage error={log.error} onRetry={() => void log.refetch()} />}
      {log.data?.length === 0 && <p className="muted">{t('noneSent')}</p>}
      {log.data && log.data.length > 0 && (
        <ul className="sent">
          {log.data.map((notice) => (
            <li key={`${notice.at} ${notice.accessKey} ${notice.kind} ${notice.leadDays}`}>
              <span>{wordsFor(notice)}</span>
              <span className="muted">
                <RelativeTime at={notice.at} />
                {notice.delivered ? '' : t('notDelivered')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function wordsFor({ kind, name, leadDays }: SentNotice): string {
  if (kind === 'expired') return t('sentExpired', { name });
  return t('sentExpiring', { name, days: leadDays ?? 0 });
}
