import { Link } from 'wouter';
import { useNoticeLog } from '../api/account.ts';
import type { SentNotice } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { Badge } from '../ui/badge.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { RelativeTime } from '../ui/key-facts.tsx';
import { Loading } from '../ui/loading.tsx';
import { SettingsSection } from './settings-section.tsx';
import { t } from './texts.ts';

/** The latest notices, so that nobody has to ask whether one was sent. */
export function SentNotices() {
  const log = useNoticeLog();
  return (
    <SettingsSection id="sent" title={t('sent')} help={t('sentHint')}>
      {log.isPending && <Loading what={t('sentEmails')} lines={2} />}
      {log.isError && <ErrorMessage error={log.error} onRetry={() => void log.refetch()} />}
      {log.data?.length === 0 && <p className="muted">{t('noneSent')}</p>}
      {log.data && log.data.length > 0 && (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('sentWhat')}</th>
              <th scope="col">{t('sentWhen')}</th>
              <th scope="col">{t('sentState')}</th>
            </tr>
          </thead>
          <tbody>
            {log.data.map((notice) => (
              <tr key={`${notice.at} ${notice.accessKey} ${notice.kind} ${notice.leadDays}`}>
                <th scope="row">
                  {rich(wordsFor(notice), {
                    name: (
                      <Link href={`/keys/${notice.accessKey}`} className="long-text">
                        <bdi>{notice.name}</bdi>
                      </Link>
                    ),
                  })}
                </th>
                <td>
                  <RelativeTime at={notice.at} />
                </td>
                <td>
                  <Badge status={notice.delivered ? 'active' : 'expired'}>
                    {t(notice.delivered ? 'wasSent' : 'notDelivered')}
                  </Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SettingsSection>
  );
}

const words = {
  expired: 'sentExpired',
  rotated: 'sentRotated',
  rotation_pending: 'sentPending',
  secret_ending: 'sentSecretEnding',
  secret_leaked: 'sentLeaked',
  access_granted: 'sentAccess',
} as const;

function wordsFor({ kind, leadDays }: SentNotice): string {
  return kind === 'expiring' ? t('sentExpiring', { days: leadDays ?? 0 }) : t(words[kind]);
}
