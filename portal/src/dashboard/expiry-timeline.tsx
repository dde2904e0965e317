import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { lastDayOf } from '../time/format.ts';
import { Expiry, StatusBadge, statusAt } from '../ui/key-facts.tsx';
import { t } from './texts.ts';
import { placeExpiries, ticksFor } from './timeline.ts';

const listed = 5;
const laneHeight = 16;
const axisHeight = 28;

/** The upcoming expiries: as a timeline, and the next ones as a list. */
export function ExpiryTimeline({ keys }: { keys: readonly Key[] }) {
  const { timeZone } = useAccount();
  const now = useNow(60_000);
  const coming = keys
    .filter((key) => key.expiresAt !== null && Date.parse(key.expiresAt) > now)
    .toSorted((left, right) => Date.parse(left.expiresAt ?? '') - Date.parse(right.expiresAt ?? ''));
  if (coming.length === 0) return <p className="muted">{t('noneDue')}</p>;
  const { places, crowds, lanes, spanDays } = placeExpiries(
    coming.map(({ expiresAt }) => Date.parse(expiresAt ?? '')),
    now,
  );
  const height = lanes * laneHeight + axisHeight + 8;
  const axis = height - axisHeight;
  const next = coming[0];
  const summary = t('summary', {
    count: coming.length,
    days: spanDays,
    name: next?.name ?? '',
    day: lastDayOf(next?.expiresAt ?? '', timeZone),
  });
  return (
    <>
      <svg
        className="timeline"
        width="100%"
        height={height}
        role="img"
        aria-label={t('timeline', { summary })}
      >
        <line x1="0" x2="100%" y1={axis} y2={axis} className="axis" />
        {ticksFor(now, spanDays, timeZone).map(({ at, label }) => (
          <g key={at}>
            <line x1={`${at}%`} x2={`${at}%`} y1={axis - 4} y2={axis + 4} className="axis" />
            <text x={`${at}%`} y={axis + 20} textAnchor={at < 4 ? 'start' : at > 96 ? 'end' : 'middle'}>
              {label}
            </text>
          </g>
        ))}
        {crowds.map(({ at, lane, count }) => (
          <text key={at} x={`${at}%`} y={axis - 6 - lane * laneHeight} textAnchor="middle">
            {t('moreDots', { count })}
          </text>
        ))}
        {places.map((place, index) => {
          const key = coming[index];
          return (
            key &&
            place && (
              <circle
                key={key.accessKey}
                cx={`${place.at}%`}
                cy={axis - 10 - place.lane * laneHeight}
                r="6"
                className={`dot ${statusAt(key, now)}`}
              >
                <title>{t('dot', { name: key.name, day: lastDayOf(key.expiresAt ?? '', timeZone) })}</title>
              </circle>
            )
          );
        })}
      </svg>
      <ol className="next-expiries" aria-label={t('nextToExpire')}>
        {coming.slice(0, listed).map((key) => (
          <li key={key.accessKey}>
            <StatusBadge status={statusAt(key, now)} />
            <Link href={`/keys/${key.accessKey}`} className="clamped" title={key.name}>
              <bdi>{key.name}</bdi>
            </Link>
            <span className="muted">
              {lastDayOf(key.expiresAt ?? '', timeZone)}
              {' · '}
              <Expiry expiresAt={key.expiresAt} />
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
