import { useNoticeLog } from '../api/account.ts';
import type { SentNotice } from '../api/types.ts';
import { ErrorMessage } from '../ui/error-message.tsx';
import { RelativeTime } from '../ui/key-facts.tsx';
import { Loading } from '../ui/loading.tsx';

/** The latest notices, so that nobody has to ask whether one was sent. */
export function SentNotices() {
  const log = useNoticeLog();
  return (
    <section className="card">
      <h2>Emails in the last 90 days</h2>
      {log.isPending && <Loading what="sent emails" lines={2} />}
      {log.isError && <ErrorMessage error={log.error} onRetry={() => void log.refetch()} />}
      {log.data?.length === 0 && <p className="muted">None so far.</p>}
      {log.data && log.data.length > 0 && (
        <ul className="sent">
          {log.data.map((notice) => (
            <li key={`${notice.at} ${notice.accessKey} ${notice.kind} ${notice.leadDays}`}>
              <span>{wordsFor(notice)}</span>
              <span className="muted">
                <RelativeTime at={notice.at} />
                {notice.delivered ? '' : ', not delivered'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function wordsFor({ kind, name, leadDays }: SentNotice): string {
  if (kind === 'expired') return `“${name}” has expired`;
  return `“${name}” expires in ${leadDays} ${leadDays === 1 ? 'day' : 'days'}`;
}
