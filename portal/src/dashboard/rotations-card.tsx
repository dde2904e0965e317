import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { isOverlap, rotationAt, rotationConcern, timeLeft } from '../rotation/rotation-at.ts';
import { useNow } from '../time/clock.ts';
import { shortDay } from '../time/format.ts';
import { t } from './texts.ts';
import './rotations-card.css';

/** The rotations that somebody should see to, if there are some. */
export function RotationsCard({ keys }: { keys: readonly Key[] }) {
  const now = useNow();
  const concerned = keys.filter((key) => rotationConcern(key, now) !== undefined);
  if (concerned.length === 0) return null;
  return (
    <section className="card" aria-label={t('rotations')}>
      <header>
        <h2>{t('rotations')}</h2>
      </header>
      <ul className="card-content rotation-rows">
        {concerned.map((key) => (
          <li key={key.accessKey}>
            <Link href={`/keys/${key.accessKey}`} className="plain-link clamped" title={key.name}>
              <bdi>{key.name}</bdi>
            </Link>
            <Concern of={key} now={now} />
          </li>
        ))}
      </ul>
      <footer>
        <span>{t('rotationsHelp')}</span>
      </footer>
    </section>
  );
}

function Concern({ of: key, now }: { of: Key; now: number }) {
  const { timeZone } = useAccount();
  const rotation = rotationAt(key, now);
  if (rotation === null) return null;
  return isOverlap(rotation) ? (
    <span className="small warn-text">{t('endsInUse', { left: timeLeft(rotation, now) })}</span>
  ) : (
    <span className="small muted">{t('forgotten', { day: shortDay(rotation.startedAt, timeZone) })}</span>
  );
}
