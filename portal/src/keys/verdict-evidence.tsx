import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, shortDay } from '../time/format.ts';
import { describeLastUse, describeUse } from '../use/describe-use.ts';
import { standingOf } from '../use/standing.ts';
import { t } from './key-page-texts.ts';

/** What the verdict rests on, and what can be done. */
export function VerdictEvidence({ of: key, from }: { of: Key; from: string | null }) {
  const { timeZone } = useAccount();
  const now = useNow();
  return (
    <p className="muted">
      {factsOf(key, from, now, timeZone)} {adviceFor(key, now, timeZone)}
    </p>
  );
}

function factsOf(key: Key, from: string | null, now: number, timeZone: string): ReactNode {
  const { use, lastUsedAt, lastRefusedAt } = key;
  const network = from && <code>{from}</code>;
  const last = (instant: string | null) => describeLastUse(instant ?? '', now, timeZone);
  switch (use.verdict) {
    case 'in_use':
      return rich(t('calls', { count: use.callsLast7Days }), {
        last: last(lastUsedAt),
        from: network && rich(t('from'), { network }),
      });
    case 'still_called':
      return rich(t('lastRefusal'), { last: last(lastRefusedAt) });
    case 'quiet':
      return network && rich(t('lastCallFrom'), { network });
    case 'unused': {
      const since = use.since ?? key.createdAt;
      const isWhole = Date.parse(since) <= Date.parse(key.createdAt);
      return t(isWhole ? 'noCallSinceCreated' : 'noCallSinceCounted', { day: shortDay(since, timeZone) });
    }
    default:
      return describeUse(key, now, timeZone);
  }
}

function adviceFor(key: Key, now: number, timeZone: string): string {
  const { expiresAt, use } = key;
  if (key.leakedAt) return t('comesBack');
  const isQuiet = use.verdict === 'quiet' || use.verdict === 'unused';
  if (expiresAt === null) return t(isQuiet ? 'setDateFirst' : 'neverForgotten');
  const standing = standingOf(key, now);
  if (standing === 'working' || standing === 'expiring') {
    if (isQuiet) return t('letExpire');
    return use.verdict === 'unknown' ? t('goesOn') : '';
  }
  return t('worked', { ending: ending(expiresAt, timeZone) });
}
