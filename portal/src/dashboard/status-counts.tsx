import { Link } from 'wouter';
import type { Key } from '../api/types.ts';
import { countByStatus } from '../keys/key-action.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';
import { t } from './texts.ts';

const statuses = ['active', 'expiring', 'expired'] as const;

/** How many keys have each status; each count links to them. */
export function StatusCounts({ keys }: { keys: readonly Key[] }) {
  const counts = countByStatus(keys, useNow());
  return (
    <ul className="tiles" aria-label={t('byStatus')}>
      {statuses.map((status) => (
        <li key={status}>
          <Link href={`/keys?status=${status}`} className={`tile ${status}`}>
            <span className="tile-number">{count(counts[status])}</span>
            <span className="tile-label">{commonText(status)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
