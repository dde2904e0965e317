import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key, Notices } from '../api/types.ts';
import { resolveExpiry } from '../keys/expiry-value.ts';
import { statusAt } from '../keys/key-status.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, endingDay, exact } from '../time/format.ts';
import { defaultDays, extensionStart, presets } from '../time/presets.ts';
import { now } from '../time/server-time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Icon } from '../ui/icon.tsx';
import { Expiry, MaskedAccessKey } from '../ui/key-facts.tsx';
import { SplitButton } from '../ui/split-button.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { factsOf } from './notice-facts.ts';
import { RestoreAll } from './restore-all.tsx';
import { t } from './texts.ts';
import { useDismissal } from './use-dismissal.ts';
import { useMoveExpiry } from './use-move-expiry.ts';

const shownRows = 5;

/** The expired and expiring keys, most urgent first, each restored or extended by one click. */
export function AttentionCard({ notices }: { notices: Notices }) {
  const { accountId, noticeLeadDays } = useAccount();
  const present = useNow();
  const keys = [...notices.expired, ...notices.expiring];
  const dismissal = useDismissal(accountId, factsOf(notices, noticeLeadDays, present));
  if (keys.length === 0) return null;
  if (dismissal.isDismissed) {
    return (
      <p className="hidden-notices">
        {t('hidden', { count: keys.length })}{' '}
        <Button kind="quiet" size="small" onPress={dismissal.show}>
          {t('show')}
        </Button>
      </p>
    );
  }
  const hasExpired = notices.expired.length > 0;
  return (
    <section className={hasExpired ? 'card attention danger' : 'card attention'} aria-label={t('notices')}>
      <header>
        <Icon name="alert" />
        <h2>{t('needAttention', { count: keys.length })}</h2>
        <Button kind="quiet" size="small" onPress={dismissal.dismiss}>
          {t('hide')}
        </Button>
      </header>
      <ul>
        {keys.slice(0, shownRows).map((key, index) => (
          <AttentionRow key={key.accessKey} of={key} isFirst={index === 0} now={present} />
        ))}
      </ul>
      {(keys.length > shownRows || notices.expired.length > 1) && (
        <footer>
          {keys.length > shownRows ? (
            <Link href="/keys">{t('showAll', { count: keys.length })}</Link>
          ) : (
            <span>{t('sameSecret')}</span>
          )}
          {notices.expired.length > 1 && <RestoreAll keys={notices.expired} />}
        </footer>
      )}
    </section>
  );
}

function AttentionRow({ of: key, isFirst, now: present }: { of: Key; isFirst: boolean; now: number }) {
  const { timeZone } = useAccount();
  const { move, isBusy, error } = useMoveExpiry(key);
  const isExpired = statusAt(key, present) === 'expired';
  const entries = presets.map(({ days, label: time }) => ({
    id: String(days),
    label: t(isExpired ? 'forTime' : 'addTime', { time }),
    detail: endingDay(resolveExpiry(days, extensionStart(key.expiresAt, now()), timeZone) ?? '', timeZone),
    onSelect: () => move(days),
  }));
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
        {isExpired
          ? t('refusedSince', { instant: exact(key.expiresAt ?? '', timeZone) })
          : t('worksUntil', { ending: ending(key.expiresAt ?? '', timeZone) })}
      </p>
      <SplitButton
        kind={isFirst ? 'primary' : 'plain'}
        label={t(isExpired ? 'restoreKey' : 'extendKey', { name: key.name })}
        moreLabel={t(isExpired ? 'restoreKeyFor' : 'extendKeyBy', { name: key.name })}
        entries={entries}
        isPending={isBusy}
        onPress={() => move(defaultDays)}
      >
        {t(isExpired ? 'restore' : 'extend')}
      </SplitButton>
      <StillWaiting isBusy={isBusy} />
      {error ? <ErrorMessage error={error} /> : null}
    </li>
  );
}
