import { useAccount, useNoticeLog } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { dayMonth, endingDay, lastDayMonth, lastDayOf } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Lifeline } from '../ui/lifeline.tsx';
import { describeVerdict } from '../use/describe-use.ts';
import { standingOf } from '../use/standing.ts';
import type { KeyAction } from './key-action.ts';
import { emailsOf, lifeOf } from './key-emails.ts';
import { t } from './key-page-texts.ts';
import { statusAt } from './key-status.ts';
import { VerdictEvidence } from './verdict-evidence.tsx';

/**
 * What is to be known of a key first: whether something depends on it, and for how long it works.
 * @param from the network of its last call
 */
export function VerdictCard({
  of: key,
  from,
  onAction,
}: {
  of: Key;
  from: string | null;
  onAction: (action: KeyAction) => void;
}) {
  const { timeZone } = useAccount();
  const now = useNow();
  const status = statusAt(key, now);
  const { expiresAt } = key;
  const isRefusing = key.leakedAt !== null || standingOf(key, now) === 'refusing';
  return (
    <section className={isRefusing ? 'card verdict refusing' : 'card verdict'} aria-label={t('verdict')}>
      <div>
        <h2>{headingFor(key, now, timeZone)}</h2>
        <VerdictEvidence of={key} from={from} />
      </div>
      {expiresAt === null && (
        <Button icon="calendar" onPress={() => onAction({ kind: 'extend', keys: [key] })}>
          {t('setDate')}
        </Button>
      )}
      {expiresAt !== null && status !== 'expired' && (
        <KeyLifeline of={key} expiresAt={expiresAt} status={status} />
      )}
    </section>
  );
}

/** By its use; as long as that is not known, by its date. */
function headingFor(key: Key, now: number, timeZone: string): string {
  if (key.leakedAt) return t('leaked', { name: key.name });
  const standing = standingOf(key, now);
  if (standing === 'expired') return t('expired', { name: key.name });
  if (key.use.verdict !== 'unknown') return describeVerdict(key, now, timeZone);
  if (key.expiresAt === null) return t('never');
  return t(standing === 'expiring' ? 'expiring' : 'active', { ending: endingDay(key.expiresAt, timeZone) });
}

/** A label further right would run into that of the end. */
const lastLabelledAt = 66;

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
  const labelOf = (at: number, isSent: boolean) => {
    const day = dayMonth(new Date(at), account.timeZone);
    return isSent ? t('emailed', { day }) : day;
  };
  return (
    <Lifeline
      state={status}
      now={{ at: placeOf(now), label: t('today') }}
      emails={emails.map(({ at, isSent }) => ({
        at: placeOf(at),
        isDone: isSent,
        ...(status === 'expiring' && placeOf(at) <= lastLabelledAt && { label: labelOf(at, isSent) }),
      }))}
      end={status === 'expiring' ? lastDayMonth(expiresAt, account.timeZone) : end}
      label={t('lifeline', { end, sent: emails.filter(({ isSent }) => isSent).length, all: emails.length })}
    />
  );
}
