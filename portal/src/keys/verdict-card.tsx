import { useAccount, useNoticeLog } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { ending, endingDay, lastDayOf } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Lifeline } from '../ui/lifeline.tsx';
import type { KeyAction } from './key-action.ts';
import { emailsOf, lifeOf } from './key-emails.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

/** What is to be known of a key first: whether it works, and for how long. */
export function VerdictCard({ of: key, onAction }: { of: Key; onAction: (action: KeyAction) => void }) {
  const { timeZone } = useAccount();
  const status = statusAt(key, useNow());
  const { expiresAt, name } = key;
  if (expiresAt === null)
    return (
      <section className="card verdict" aria-label={t('verdict')}>
        <div>
          <h2>{t('verdictNever')}</h2>
          <p className="muted">{t('verdictNeverHelp')}</p>
        </div>
        <Button icon="calendar" onPress={() => onAction({ kind: 'extend', keys: [key] })}>
          {t('opensDialog', { action: t('setDateShort') })}
        </Button>
      </section>
    );
  const isExpired = status === 'expired';
  return (
    <section className={`card verdict ${status}`} aria-label={t('verdict')}>
      <div>
        <h2>
          {isExpired
            ? t('verdictExpired', { name })
            : t(status === 'active' ? 'verdictActive' : 'verdictExpiring', {
                ending: endingDay(expiresAt, timeZone),
              })}
        </h2>
        <p className="muted">
          {isExpired
            ? t('verdictExpiredHelp', { ending: ending(expiresAt, timeZone) })
            : t(status === 'active' ? 'verdictActiveHelp' : 'verdictExpiringHelp')}
        </p>
      </div>
      {!isExpired && <KeyLifeline of={key} expiresAt={expiresAt} status={status} />}
    </section>
  );
}

/** A label further right would run into that of the end. */
const lastLabelledAt = 70;

function KeyLifeline({
  of: key,
  expiresAt,
  status,
}: {
  of: Key;
  expiresAt: string;
  status: 'active' | 'expiring';
}) {
  const account = useAccount();
  const now = useNow(60_000);
  const placeOf = lifeOf(key, account.noticeLeadDays, now);
  const emails = emailsOf(key, account, useNoticeLog().data ?? [], now).filter(
    ({ leadDays }) => leadDays > 0,
  );
  const end = lastDayOf(expiresAt, account.timeZone);
  return (
    <Lifeline
      state={status}
      now={{ at: placeOf(now), label: t('today') }}
      emails={emails.map(({ at, isSent }) => ({
        at: placeOf(at),
        isDone: isSent,
        ...(status === 'expiring' &&
          placeOf(at) <= lastLabelledAt && { label: lastDayOf(new Date(at), account.timeZone) }),
      }))}
      end={end}
      label={t('lifeline', { end, sent: emails.filter(({ isSent }) => isSent).length, all: emails.length })}
    />
  );
}
