import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import type { Key, ListedKey } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { count, exact } from '../time/format.ts';
import { Trend } from '../ui/trend.tsx';
import { describeLastUse, describeUse } from '../use/describe-use.ts';
import { standingOf } from '../use/standing.ts';
import { t } from './texts.ts';

/** When a key was last used. On hover and for screen readers: the exact instant, or what is known instead. */
export function LastUse({ of: key }: { of: Key }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const { lastUsedAt, use } = key;
  if (lastUsedAt === null) {
    if (use.verdict === 'unused') return t('never');
    return <Explained by={whatIsKnown(key, now, timeZone)}>{t('unknownUse')}</Explained>;
  }
  const instant = exact(lastUsedAt, timeZone);
  return (
    <Explained by={use.verdict === 'unknown' ? `${instant}. ${whatIsKnown(key, now, timeZone)}` : instant}>
      <time dateTime={lastUsedAt}>{describeLastUse(lastUsedAt, now, timeZone)}</time>
    </Explained>
  );
}

/** The calls of 7 days; of an expired key that is still called, those that were refused. */
export function CallsOfWeek({ of: key }: { of: Key }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const { use, lastRefusedAt } = key;
  if (standingOf(key, now) === 'refusing' && lastRefusedAt !== null)
    return (
      <strong className="danger-text">
        <Explained by={t('lastRefused', { last: describeLastUse(lastRefusedAt, now, timeZone) })}>
          {t('refused', { count: use.refusedLast7Days })}
        </Explained>
      </strong>
    );
  if (use.since === null) return <Explained by={whatIsKnown(key, now, timeZone)}>–</Explained>;
  return count(use.callsLast7Days);
}

/** The calls of 30 days as small bars. */
export function MonthOfCalls({ of: { name, use, days = [] } }: { of: ListedKey }) {
  if (use.since === null) return null;
  return (
    <Trend
      days={days}
      since={use.since.slice(0, 10)}
      label={t('callsOfMonth', { name, ...totalsOf(days) })}
    />
  );
}

/** What is known of a key's use, as a line of a card. */
export function UseLine({ of: key }: { of: Key }) {
  const { timeZone } = useAccount();
  const now = useNow();
  return (
    <p className={standingOf(key, now) === 'refusing' ? 'danger-text' : 'muted'}>
      {describeUse(key, now, timeZone)}
    </p>
  );
}

export function totalsOf(days: NonNullable<ListedKey['days']>): { calls: number; refused: number } {
  return {
    calls: days.reduce((sum, { calls }) => sum + calls, 0),
    refused: days.reduce((sum, { refused }) => sum + refused, 0),
  };
}

/** Of a key that nobody can call unused. */
function whatIsKnown(key: Key, now: number, timeZone: string): string {
  return describeUse({ ...key, use: { ...key.use, verdict: 'unknown' } }, now, timeZone);
}

function Explained({ by, children }: { by: string; children: ReactNode }) {
  return (
    <span title={by}>
      {children}
      <span className="visually-hidden"> ({by})</span>
    </span>
  );
}
