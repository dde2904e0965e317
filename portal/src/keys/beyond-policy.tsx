import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { endingDay } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';
import { isAllowedToday } from './lifetime.ts';
import { t } from './texts.ts';

/** Lists the keys whose date would not be allowed today; nothing if there is none. */
export function BeyondPolicy({ keys }: { keys: readonly Key[] }) {
  const { policy, timeZone } = useAccount();
  const now = useNow();
  const beyond = keys.filter(({ expiresAt }) => !isAllowedToday(expiresAt, policy, now, timeZone));
  if (beyond.length === 0) return null;
  return (
    <Callout kind="info">
      <details>
        <summary>{t('beyondPolicy', { count: beyond.length })}</summary>
        <p>{t('beyondPolicyHelp')}</p>
        <ul>
          {beyond.map(({ accessKey, name, expiresAt }) => (
            <li key={accessKey}>
              <Link href={`/keys/${accessKey}`}>
                <bdi>{name}</bdi>
              </Link>{' '}
              <span className="muted">
                {expiresAt === null ? t('neverExpiresShort') : endingDay(expiresAt, timeZone)}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </Callout>
  );
}
