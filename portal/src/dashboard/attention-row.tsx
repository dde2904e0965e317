import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key, ListedKey } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { Badge } from '../ui/badge.tsx';
import { Expiry, MaskedAccessKey } from '../ui/key-facts.tsx';
import { Trend } from '../ui/trend.tsx';
import { describeLastUse, describeVerdict } from '../use/describe-use.ts';
import { standingOf } from '../use/standing.ts';
import { MoveButton } from './move-button.tsx';
import { t } from './texts.ts';

/** A key that needs a decision: what depends on it, its calls of 30 days, and the decision itself. */
export function AttentionRow({
  of: key,
  days,
  isFirst,
}: {
  of: Key;
  days: ListedKey['days'];
  isFirst: boolean;
}) {
  const present = useNow();
  const standing = standingOf(key, present);
  const isExpired = standing !== 'expiring';
  return (
    <li className="attention-row">
      <div className="attention-key">
        <Link href={`/keys/${key.accessKey}`} className="plain-link clamped" title={key.name}>
          <bdi>{key.name}</bdi>
        </Link>
        <MaskedAccessKey accessKey={key.accessKey} />
        <Badge status={isExpired ? 'expired' : 'expiring'}>
          {rich(t(key.leakedAt ? 'whenLeaked' : isExpired ? 'whenExpired' : 'whenExpires'), {
            when: <Expiry expiresAt={key.leakedAt ?? key.expiresAt} />,
          })}
        </Badge>
      </div>
      <p className="muted">
        <UseSentence of={key} />
      </p>
      {days && key.use.since !== null && <DailyCalls of={days} since={key.use.since} />}
      {key.leakedAt ? (
        // Its page opens the dialog.
        <Link href={`/keys/${key.accessKey}?extend`} className={`button ${isFirst ? 'primary' : 'plain'}`}>
          {t('bringBack')}
        </Link>
      ) : (
        <MoveButton of={key} isExpired={isExpired} kind={isFirst ? 'primary' : 'plain'} />
      )}
    </li>
  );
}

/** What depends on the key. One that was in use to its end may be called still: refused calls take minutes to be counted. */
function UseSentence({ of: key }: { of: Key }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const standing = standingOf(key, now);
  if (key.leakedAt) return t('hasLeaked');
  const verdict = describeVerdict(key, now, timeZone);
  if (standing === 'refusing')
    return (
      <>
        <span className="danger-text">{verdict}</span>{' '}
        {t('lastRefused', { last: describeLastUse(key.lastRefusedAt ?? '', now, timeZone) })}
      </>
    );
  if (standing === 'expired' && key.use.callsLast7Days > 0)
    return t('calledUntilExpiry', { count: key.use.callsLast7Days });
  return verdict;
}

function DailyCalls({ of: days, since }: { of: NonNullable<ListedKey['days']>; since: string }) {
  const total = (of: 'calls' | 'refused') => days.reduce((sum, day) => sum + day[of], 0);
  return (
    <Trend
      days={days}
      since={since.slice(0, 10)}
      label={t('callsOfKey', { calls: total('calls'), refused: total('refused') })}
    />
  );
}
