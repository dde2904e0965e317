import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, endingDay } from '../time/format.ts';
import { Badge } from '../ui/badge.tsx';
import { Expiry } from '../ui/key-facts.tsx';
import { standingOf } from '../use/standing.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

/** A key's status and since or until when, side by side. */
export function StatusAndTime({ of: key }: { of: Key }) {
  const now = useNow();
  const status = statusAt(key, now);
  return (
    <span className="status-and-time">
      <Badge status={markOf(key, now)}>{commonText(key.leakedAt ? 'leaked' : status)}</Badge>
      <span>
        {status === 'active' ? (
          <WorkingTime of={key} />
        ) : (
          <Expiry expiresAt={key.leakedAt ?? key.expiresAt} />
        )}
      </span>
    </span>
  );
}

/** The same as a phrase: "Expires in 4 days". */
export function StatusPhrase({ of: key }: { of: Key }) {
  const now = useNow();
  const status = statusAt(key, now);
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
    <Badge status={markOf(key, now)}>
      <span>
        {rich(t(key.leakedAt ? 'leakedWhen' : status === 'expired' ? 'expiredWhen' : 'expiresWhen'), {
          when: <Expiry expiresAt={key.leakedAt ?? key.expiresAt} />,
        })}
      </span>
    </Badge>
  );
}

/** An expired key that nothing calls is no fault. */
function markOf(key: Key, now: number) {
  return standingOf(key, now) === 'idle' ? 'quiet' : statusAt(key, now);
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
