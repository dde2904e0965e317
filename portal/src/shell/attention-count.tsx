import { useNotices } from '../api/keys.ts';
import { attentionOf } from '../dashboard/attention.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';
import { standingOf } from '../use/standing.ts';

/** How many keys need attention: red while calls with one of them are refused, nothing while there are none. */
export function AttentionCount() {
  const { expired = [], expiring = [] } = useNotices().data ?? {};
  const now = useNow(60_000);
  const { rows } = attentionOf([...expired, ...expiring], now);
  if (rows.length === 0) return null;
  const isRefusing = rows.some((key) => standingOf(key, now) === 'refusing');
  return (
    <span className={isRefusing ? 'count danger' : 'count'}>
      <span aria-hidden="true">{count(rows.length)}</span>
      <span className="visually-hidden">{commonText('needAttention', { count: rows.length })}</span>
    </span>
  );
}
