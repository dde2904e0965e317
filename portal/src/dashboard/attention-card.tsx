import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { ListedKey, Notices } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { standingOf } from '../use/standing.ts';
import { attentionOf } from './attention.ts';
import { AttentionRow } from './attention-row.tsx';
import { factsOf } from './notice-facts.ts';
import { RestoreAll } from './restore-all.tsx';
import { t } from './texts.ts';
import { useDismissal } from './use-dismissal.ts';

const shownRows = 5;

/**
 * The keys whose calls are refused, or soon will be, most urgent first, each restored or extended by one click.
 * @param keys the list, which knows the calls of each day; absent while it can't be loaded
 */
export function AttentionCard({
  notices,
  keys,
}: {
  notices: Notices;
  keys: readonly ListedKey[] | undefined;
}) {
  const { accountId, noticeLeadDays } = useAccount();
  const now = useNow();
  const { rows, idle } = attentionOf([...notices.expired, ...notices.expiring], now);
  const dismissal = useDismissal(accountId, factsOf(rows, noticeLeadDays, now));
  if (rows.length === 0) return null;
  if (dismissal.isDismissed) {
    return (
      <p className="hidden-notices">
        {t('hidden', { count: rows.length })}{' '}
        <Button kind="quiet" size="small" onPress={dismissal.show}>
          {t('show')}
        </Button>
      </p>
    );
  }
  const isRefusing = rows.some((key) => standingOf(key, now) === 'refusing');
  const expired = rows.filter((key) => standingOf(key, now) !== 'expiring' && !key.leakedAt);
  return (
    <section className={isRefusing ? 'card attention danger' : 'card attention'} aria-label={t('notices')}>
      <header>
        <Icon name="alert" />
        <h2>{t('needAttention', { count: rows.length })}</h2>
        <Button kind="quiet" size="small" onPress={dismissal.dismiss}>
          {t('hide')}
        </Button>
      </header>
      <ul>
        {rows.slice(0, shownRows).map((key, index) => (
          <AttentionRow
            key={key.accessKey}
            of={key}
            days={keys?.find(({ accessKey }) => accessKey === key.accessKey)?.days}
            isFirst={index === 0}
          />
        ))}
      </ul>
      {(rows.length > shownRows || idle > 0 || expired.length > 1) && (
        <footer>
          <span>{idle > 0 ? t('areIdle', { count: idle, more: true }) : t('sameSecret')}</span>
          {rows.length > shownRows && (
            <Link href="/keys?status=attention">{t('showAll', { count: rows.length })}</Link>
          )}
          {idle > 0 && <Link href="/keys?status=expired">{t('reviewExpired')}</Link>}
          {expired.length > 1 && <RestoreAll keys={expired} />}
        </footer>
      )}
    </section>
  );
}
