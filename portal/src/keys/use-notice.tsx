import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { Callout } from '../ui/callout.tsx';
import { describeLastUse, describeVerdict } from '../use/describe-use.ts';
import { t } from './texts.ts';
import { stakeOf } from './use-at-stake.ts';

/** The first line of a decision: whether something still calls the keys that it is about. */
export function UseNotice({
  of: keys,
  stops = false,
  isHarmless = false,
}: {
  of: readonly Key[];
  /** Whether the decision ends the keys now, whatever their dates say. */
  stops?: boolean;
  /** Whether what calls the keys goes on. */
  isHarmless?: boolean;
}) {
  const now = useNow();
  const { timeZone } = useAccount();
  const [only] = keys.length === 1 ? keys : [];
  const stakes = keys.map((key) => stakeOf(key, now));
  const count = (stake: string) => stakes.filter((other) => other === stake).length;
  const lastCall = only && count('in-use') > 0 && latest(only.lastUsedAt, only.lastRefusedAt);
  return (
    <Callout kind={count('in-use') > 0 && !isHarmless ? 'warn' : 'info'}>
      <p>
        <strong>
          {only
            ? describeVerdict(stops ? { ...only, expiresAt: null } : only, now, timeZone)
            : describeSeveral(count('in-use'), count('unknown'))}
        </strong>
      </p>
      {lastCall && <p>{t('lastCall', { when: describeLastUse(lastCall, now, timeZone) })}</p>}
    </Callout>
  );
}

function describeSeveral(inUse: number, unknown: number): string {
  if (inUse > 0) return t('someInUse', { count: inUse, others: unknown });
  return unknown > 0 ? t('someUnknown', { count: unknown }) : t('noneInUse');
}

function latest(...instants: readonly (string | null)[]): string | undefined {
  return instants
    .filter((instant) => instant !== null)
    .toSorted()
    .at(-1);
}
