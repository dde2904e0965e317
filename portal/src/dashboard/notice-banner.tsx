import { useState } from 'react';
import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import { moveExpiry, useRefreshKeys } from '../api/keys.ts';
import { UnreachableError } from '../api/problem.ts';
import type { Key, Notices } from '../api/types.ts';
import { resolveExpiry } from '../keys/expiry-value.ts';
import { now, useNow } from '../time/clock.ts';
import { endingDay, plural } from '../time/format.ts';
import { extensionStart, lastDay, presets } from '../time/presets.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Icon } from '../ui/icon.tsx';
import { Expiry, statusAt } from '../ui/key-facts.tsx';
import { Menu } from '../ui/menu.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { factsOf } from './notice-facts.ts';
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
        <Icon name="clock" /> {plural(keys.length, 'notice')} hidden until something changes.{' '}
        <Button kind="quiet" size="small" onPress={dismissal.show}>
          Show notices
        </Button>
      </p>
    );
  }
  const shown = isWhole ? keys : keys.slice(0, shownAtFirst);
  return (
    <section className={notices.expired.length > 0 ? 'banner danger' : 'banner warn'} aria-label="Notices">
      <header>
        <Icon name="alert" size={22} />
        <h2>{headline(notices)}</h2>
        <Button
          kind="quiet"
          size="small"
          icon="cross"
          aria-label="Dismiss notices"
          onPress={dismissal.dismiss}
        />
      </header>
      <ul>
        {shown.map((key) => (
          <NoticeRow key={key.accessKey} of={key} isExpired={statusAt(key, present) === 'expired'} />
        ))}
      </ul>
      {keys.length > shown.length && (
        <Button kind="quiet" size="small" onPress={() => setWhole(true)}>
          Show {keys.length - shown.length} more
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
      const changed = await moveExpiry(key, expiresAt);
      announce(`“${key.name}” works ${endingDay(changed.expiresAt ?? '', timeZone)}.`);
      await refresh();
    } catch (reason) {
      setError(reason);
      if (!(reason instanceof UnreachableError)) await refresh();
    } finally {
      setBusy(false);
    }
  };
  const entries = presets.map(({ days, label }) => ({
    id: String(days),
    label: `${isExpired ? 'For' : 'Add'} ${label}`,
    detail: endingDay(resolveExpiry(days, extensionStart(key.expiresAt, now()), timeZone) ?? '', timeZone),
    onSelect: () => void extend(days),
  }));
  return (
    <li>
      <div className="notice-text">
        <Link href={`/keys/${key.accessKey}`} className="clamped" title={key.name}>
          {key.name}
        </Link>
        <span>
          {isExpired ? 'expired ' : 'expires '}
          <Expiry expiresAt={key.expiresAt} />
        </span>
      </div>
      <Menu label={isExpired ? `Restore ${key.name}` : `Extend ${key.name}`} entries={entries}>
        <Button
          kind="primary"
          size="small"
          isPending={isBusy}
          aria-label={`${isExpired ? 'Restore' : 'Extend'} ${key.name}`}
        >
          {isBusy ? 'Saving…' : isExpired ? 'Restore' : 'Extend'}
          <Icon name="chevron" size={14} />
        </Button>
      </Menu>
      <StillWaiting isBusy={isBusy} />
      {error ? <ErrorMessage error={error} /> : null}
    </li>
  );
}

function headline({ expired, expiring }: Notices): string {
  const past = expired.length > 0 ? `${plural(expired.length, 'key has', 'keys have')} expired` : '';
  const coming = expiring.length > 0 ? `${plural(expiring.length, 'key expires', 'keys expire')} soon` : '';
  return [past, coming].filter(Boolean).join(', ');
}
