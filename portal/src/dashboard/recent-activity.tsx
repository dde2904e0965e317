import { Link } from 'wouter';
import { useNoticeLog } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { RelativeTime } from '../ui/key-facts.tsx';
import { type Event, recentEvents } from './activity.ts';
import { t } from './texts.ts';

const shown = 5;
const icons: Record<Event['kind'], IconName> = { created: 'plus', expired: 'clock', emailed: 'mail' };

/** What happened recently. Without the sent emails while they can't be loaded. */
export function RecentActivity({ keys }: { keys: readonly Key[] }) {
  const log = useNoticeLog();
  const now = useNow(60_000);
  const events = recentEvents(keys, log.data ?? [], now, shown);
  return (
    <section className="card">
      <header>
        <h2>{t('activity')}</h2>
        <Link href="/settings#sent">{t('sentEmails')}</Link>
      </header>
      <EventList events={events} />
    </section>
  );
}

function EventList({ events }: { events: readonly Event[] }) {
  return (
    <ol className="card-content trail">
      {events.map((event) => (
        <EventItem key={`${event.kind} ${event.at} ${event.keys[0]?.accessKey}`} of={event} />
      ))}
    </ol>
  );
}

export function EventItem({ of: event }: { of: Event }) {
  return (
    <li className="event">
      <span className="trail-dot">
        <Icon name={icons[event.kind]} size={14} />
      </span>
      <p>{rich(t(textOf(event), { count: event.keys.length }), { name: <Name of={event} /> })}</p>
      <span className="trail-time">
        <RelativeTime at={event.at} />
      </span>
    </li>
  );
}

const emailed = {
  expired: 'emailedExpired',
  expiring: 'emailedExpiring',
  rotation: 'emailedRotation',
} as const;

function textOf(event: Event) {
  if (event.kind !== 'emailed') return event.kind;
  if (!event.isDelivered) return 'notEmailed';
  return emailed[event.about];
}

function Name({ of: { keys } }: { of: Event }) {
  const [key] = keys;
  if (key === undefined) return null;
  return (
    <Link href={`/keys/${key.accessKey}`} className="plain-link long-text">
      <bdi>{key.name}</bdi>
    </Link>
  );
}
