import { useState } from 'react';
import { t as activityText } from '../activity/texts.ts';
import { TrailItem } from '../activity/trail.tsx';
import { useNoticeLog } from '../api/account.ts';
import { useTrail } from '../api/trail.ts';
import type { Key } from '../api/types.ts';
import { recentEvents } from '../dashboard/activity.ts';
import { EventItem } from '../dashboard/recent-activity.tsx';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';

const sizes = { few: 10, many: 100 };

/** What happened to a key: its trail, with what was mailed about it and its expiry. */
export function KeyActivity({ of: key }: { of: Key }) {
  const [most, setMost] = useState(sizes.few);
  const trail = useTrail(most, key.accessKey);
  const log = useNoticeLog().data ?? [];
  const sent = log.filter(({ accessKey }) => accessKey === key.accessKey);
  const lines = trail.data?.items ?? [];
  const isCreationKnown = lines.some(({ action }) => /^create_/.test(action));
  const hasMore = trail.data?.nextCursor != null;
  // The trail tells of the creation itself, unless the key is older than that.
  const events = recentEvents([key], sent, useNow(60_000), most).filter(
    ({ kind }) => kind !== 'created' || !(isCreationKnown || hasMore || trail.isPending),
  );
  // A key that was expired by hand has a line for it.
  const byHand = new Set(
    lines.filter(({ action }) => action === 'expire_key').map(({ changes }) => changes.expiresAt?.after),
  );
  const all = [
    ...lines.map((line) => ({
      at: line.at,
      item: <TrailItem key={`${line.at} ${line.action}`} of={line} />,
    })),
    ...events
      .filter(({ kind, at }) => kind !== 'expired' || !byHand.has(at))
      .map((event) => ({ at: event.at, item: <EventItem key={`${event.kind} ${event.at}`} of={event} /> })),
  ].toSorted((left, right) => Date.parse(right.at) - Date.parse(left.at));
  return (
    <section className="card">
      <header>
        <h2>{activityText('activity')}</h2>
      </header>
      {trail.isError && <ErrorMessage error={trail.error} onRetry={() => void trail.refetch()} />}
      <ol className="card-content trail">{all.slice(0, most).map(({ item }) => item)}</ol>
      {hasMore && most === sizes.few && (
        <footer>
          <Button kind="quiet" onPress={() => setMost(sizes.many)}>
            {activityText('more')}
          </Button>
        </footer>
      )}
    </section>
  );
}
