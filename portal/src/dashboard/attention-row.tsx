import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key, ListedKey } from '../api/types.ts';
import { resolveExpiry } from '../keys/expiry-value.ts';
import { useLifetime } from '../keys/lifetime.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { endingDay } from '../time/format.ts';
import { extensionStart, presets } from '../time/presets.ts';
import { now } from '../time/server-time.ts';
import { Badge } from '../ui/badge.tsx';
import { Sparkline } from '../ui/bars.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Expiry, MaskedAccessKey } from '../ui/key-facts.tsx';
import { SplitButton } from '../ui/split-button.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { describeLastUse, describeVerdict } from '../use/describe-use.ts';
import { standingOf } from '../use/standing.ts';
import { t } from './texts.ts';
import { useMoveExpiry } from './use-move-expiry.ts';

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
  const { timeZone } = useAccount();
  const present = useNow();
  const { latestDay, suggestedDays, offer } = useLifetime();
  const { move, isBusy, error } = useMoveExpiry(key);
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
          {rich(t(isExpired ? 'whenExpired' : 'whenExpires'), { when: <Expiry expiresAt={key.expiresAt} /> })}
        </Badge>
      </div>
      <p className="muted">
        <UseSentence of={key} />
      </p>
      {days && key.use.since !== null && <DailyCalls of={days} />}
      <SplitButton
        kind={isFirst ? 'primary' : 'plain'}
        label={t(isExpired ? 'restoreKey' : 'extendKey', { name: key.name })}
        moreLabel={t(isExpired ? 'restoreKeyFor' : 'extendKeyBy', { name: key.name })}
        entries={offer(presets).map(({ days, label: time }) => ({
          id: String(days),
          label: t(isExpired ? 'forTime' : 'addTime', { time }),
          detail: endingDay(
            resolveExpiry(days, extensionStart(key.expiresAt, now()), timeZone, latestDay) ?? '',
            timeZone,
          ),
          onSelect: () => move(days),
        }))}
        isPending={isBusy}
        onPress={() => move(suggestedDays)}
      >
        {t(isExpired ? 'restore' : 'extend')}
      </SplitButton>
      <StillWaiting isBusy={isBusy} />
      {error ? <ErrorMessage error={error} /> : null}
    </li>
  );
}

/** What depends on the key. One that was in use to its end may be called still: refused calls take minutes to be counted. */
function UseSentence({ of: key }: { of: Key }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const standing = standingOf(key, now);
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

function DailyCalls({ of: days }: { of: NonNullable<ListedKey['days']> }) {
  const total = (of: 'calls' | 'refused') => days.reduce((sum, day) => sum + day[of], 0);
  return (
    <Sparkline
      days={days.map(({ calls, refused }) => ({
        answered: calls,
        clientErrors: 0,
        serverErrors: 0,
        refused,
      }))}
      label={t('callsOfKey', { calls: total('calls'), refused: total('refused') })}
    />
  );
}
