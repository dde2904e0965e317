import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, endingDay } from '../time/format.ts';
import { Badge } from '../ui/badge.tsx';
import { Expiry, StatusBadge } from '../ui/key-facts.tsx';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

/** A key's status and since or until when, side by side. */
export function StatusAndTime({ of: key }: { of: Key }) {
  const status = statusAt(key, useNow());
  return (
    <span className="status-and-time">
      <StatusBadge status={status} />
      <span>{status === 'active' ? <WorkingTime of={key} /> : <Expiry expiresAt={key.expiresAt} />}</span>
    </span>
  );
}

/** The same as a phrase: "Expires in 4 days". */
export function StatusPhrase({ of: key }: { of: Key }) {
  const status = statusAt(key, useNow());
  if (status === 'active')
    return (
      <Badge status="active">
        <span>
          {rich(t(key.expiresAt === null ? 'activeAlways' : 'activeWhen'), {
            when: <WorkingTime of={key} />,
          })}
        </span>
      </Badge>
    );
  return (
    <Badge status={status}>
      <span>
        {rich(t(status === 'expired' ? 'expiredWhen' : 'expiresWhen'), {
          when: <Expiry expiresAt={key.expiresAt} />,
        })}
      </span>
    </Badge>
  );
}

function WorkingTime({ of: { expiresAt } }: { of: Key }) {
  const { timeZone } = useAccount();
  if (expiresAt === null) return t('neverExpiresShort');
  return (
    <time dateTime={expiresAt} title={ending(expiresAt, timeZone)}>
      {endingDay(expiresAt, timeZone)}
    </time>
  );
}
