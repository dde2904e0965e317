import { useState } from 'react';
import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import { moveExpiry, useRefreshKeys } from '../api/keys.ts';
import { UnreachableError } from '../api/problem.ts';
import type { Key, Notices } from '../api/types.ts';
import { resolveExpiry } from '../keys/expiry-value.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { endingDay } from '../time/format.ts';
import { extensionStart, lastDay, presets } from '../time/presets.ts';
import { now } from '../time/server-time.ts';
import { announceChange } from '../ui/announce-change.ts';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Icon } from '../ui/icon.tsx';
import { Expiry, statusAt } from '../ui/key-facts.tsx';
import { Menu } from '../ui/menu.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { factsOf } from './notice-facts.ts';
import { RestoreAll } from './restore-all.tsx';
import { t } from './texts.ts';
import { useDismissal } from './use-dismissal.ts';

/** How many are shown before "Show more". */
const shownAtFirst = 5;

/** The expired and expiring keys, most urgent first, each with a button to restore or extend it. */
export function NoticeBanner({ notices }: { notices: Notices }) {
  const { accountId, noticeLeadDays } = useAccount();
  const present = useNow();
  const [isWhole, setWhole] = useState(false);
  const keys = [...notices.expired, ...notices.expiring];
  const dismissal = useDismissal(accountId, factsOf(notices, noticeLeadDays, present));
  if (keys.length === 0) return null;
  if (dismissal.isDismissed) {
    return (
      <p className="banner-hidden">
        <Icon name="clock" /> {t('hidden', { count: keys.length })}{' '}
        <Button kind="quiet" size="small" onPress={dismissal.show}>
          {t('show')}
        </Button>
      </p>
    );
  }
  const shown = isWhole ? keys : keys.slice(0, shownAtFirst);
  return (
    <section
      className={notices.expired.length > 0 ? 'banner danger' : 'banner warn'}
      aria-label={t('notices')}
    >
      <header>
        <Icon name="alert" size={22} />
        <h2>{headline(notices)}</h2>
        <Button
          kind="quiet"
          size="small"
          icon="cross"
          aria-label={t('dismiss')}
          onPress={dismissal.dismiss}
        />
      </header>
      <ul>
        {shown.map((key) => (
          <NoticeRow key={key.accessKey} of={key} isExpired={statusAt(key, present) === 'expired'} />
        ))}
      </ul>
      {notices.expired.length > 1 && <RestoreAll keys={notices.expired} />}
      {keys.length > shown.length && (
        <Button kind="quiet" size="small" onPress={() => setWhole(true)}>
          {t('showMore', { count: keys.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

function NoticeRow({ of: key, isExpired }: { of: Key; isExpired: boolean }) {
  const { timeZone } = useAccount();
  const refresh = useRefreshKeys();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const extend = async (days: number) => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      const expiresAt = lastDay(days, extensionStart(key.expiresAt, now()), timeZone);
      const after = await moveExpiry(key, expiresAt);
      const ending = endingDay(after.key.expiresAt ?? '', timeZone);
      announceChange(t('works', { name: key.name, ending }), [{ before: key.expiresAt, after }], refresh);
      await refresh();
    } catch (reason) {
      setError(reason);
      if (!(reason instanceof UnreachableError)) await refresh();
    } finally {
      setBusy(false);
    }
  };
  const label = t(isExpired ? 'restoreKey' : 'extendKey', { name: key.name });
  const entries = presets.map(({ days, label: time }) => ({
    id: String(days),
    label: t(isExpired ? 'forTime' : 'addTime', { time }),
    detail: endingDay(resolveExpiry(days, extensionStart(key.expiresAt, now()), timeZone) ?? '', timeZone),
    onSelect: () => void extend(days),
  }));
  return (
    <li>
      <div className="notice-text">
        <Link href={`/keys/${key.accessKey}`} className="clamped" title={key.name}>
          <bdi>{key.name}</bdi>
        </Link>
        <span>
          {rich(t(isExpired ? 'whenExpired' : 'whenExpires'), { when: <Expiry expiresAt={key.expiresAt} /> })}
        </span>
      </div>
      <Menu label={label} entries={entries}>
        <Button kind="primary" size="small" isPending={isBusy} aria-label={label}>
          {isBusy ? commonText('saving') : t(isExpired ? 'restore' : 'extend')}
          <Icon name="chevron" size={14} />
        </Button>
      </Menu>
      <StillWaiting isBusy={isBusy} />
      {error ? <ErrorMessage error={error} /> : null}
    </li>
  );
}

function headline({ expired, expiring }: Notices): string {
  const past = t('haveExpired', { count: expired.length });
  const coming = t('expireSoon', { count: expiring.length });
  if (expired.length === 0) return coming;
  return expiring.length === 0 ? past : t('both', { past, coming });
}
