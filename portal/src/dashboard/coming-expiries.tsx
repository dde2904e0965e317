import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { statusAt } from '../keys/key-status.ts';
import { useNow } from '../time/clock.ts';
import { lastDayParts } from '../time/format.ts';
import { Expiry } from '../ui/key-facts.tsx';
import { t } from './texts.ts';

const shown = 5;
const days = 90;

/** The keys that expire in the next 90 days, each with a leaf of the calendar: its last day. */
export function ComingExpiries({ keys }: { keys: readonly Key[] }) {
  const now = useNow(60_000);
  const left = (key: Key) => Date.parse(key.expiresAt ?? '') - now;
  const working = keys.filter((key) => statusAt(key, now) !== 'expired');
  const coming = working
    .filter((key) => left(key) > 0 && left(key) <= days * 86_400_000)
    .toSorted((one, other) => left(one) - left(other));
  const later = working.length - Math.min(shown, coming.length);
  return (
    <section className="card">
      <header>
        <h2 id="coming">{t('coming', { days })}</h2>
        <Link href="/keys">{t('allKeys')}</Link>
      </header>
      {coming.length > 0 && (
        <ol className="card-content leaves" aria-labelledby="coming">
          {coming.slice(0, shown).map((key) => (
            <li key={key.accessKey} className="leaf-row">
              <Leaf expiresAt={key.expiresAt ?? ''} />
              <div>
                <Link href={`/keys/${key.accessKey}`} className="plain-link clamped" title={key.name}>
                  <bdi>{key.name}</bdi>
                </Link>
                <span className={statusAt(key, now) === 'expiring' ? 'small warn-text' : 'small muted'}>
                  <Expiry expiresAt={key.expiresAt} />
                  {wordForUse(key)}
                </span>
              </div>
            </li>
          ))}
        </ol>
      )}
      <footer>
        <span>{coming.length === 0 ? t('noneComing', { days }) : t('laterKeys', { count: later })}</span>
      </footer>
    </section>
  );
}

function Leaf({ expiresAt }: { expiresAt: string }) {
  const { timeZone } = useAccount();
  const { month, day } = lastDayParts(expiresAt, timeZone);
  return (
    <span className="leaf" aria-hidden="true">
      <small>{month}</small>
      {day}
    </span>
  );
}

/** What is known of a key's use, in a word; nothing where nothing is known. */
function wordForUse({ use }: Key): string {
  switch (use.verdict) {
    case 'in_use':
      return ` · ${t('inUse')}`;
    case 'quiet':
      return ` · ${t('quiet')}`;
    case 'unused':
      return ` · ${t('neverUsed')}`;
    default:
      return '';
  }
}
