import { Link } from 'wouter';
import type { Key } from '../api/types.ts';
import { countByStatus } from '../keys/key-action.ts';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';

const tiles = [
  { status: 'active', label: 'Active' },
  { status: 'expiring', label: 'Expiring' },
  { status: 'expired', label: 'Expired' },
] as const;

/** How many keys have each status; each count links to them. */
export function StatusCounts({ keys }: { keys: readonly Key[] }) {
  const counts = countByStatus(keys, useNow());
  return (
    <ul className="tiles" aria-label="Keys by status">
      {tiles.map(({ status, label }) => (
        <li key={status}>
          <Link href={`/keys?status=${status}`} className={`tile ${status}`}>
            <span className="tile-number">{count(counts[status])}</span>
            <span className="tile-label">{label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
