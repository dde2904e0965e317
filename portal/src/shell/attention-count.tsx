import { useNotices } from '../api/keys.ts';
import { commonText } from '../texts/common.ts';
import { count } from '../time/format.ts';

/** How many keys need attention: red once one of them no longer works, nothing while there are none. */
export function AttentionCount() {
  const { expired = [], expiring = [] } = useNotices().data ?? {};
  const keys = expired.length + expiring.length;
  if (keys === 0) return null;
  return (
    <span className={expired.length > 0 ? 'count danger' : 'count'}>
      <span aria-hidden="true">{count(keys)}</span>
      <span className="visually-hidden">{commonText('needAttention', { count: keys })}</span>
    </span>
  );
}
