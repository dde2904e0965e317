import type { Key } from '../api/types.ts';
import { t } from '../keys/texts.ts';

/** Marks a key that may see or manage the keys of the account. */
export function AccessTag({ of: { access } }: { of: Pick<Key, 'access'> }) {
  if (access === 'none') return null;
  return <span className="tag">{t(access === 'read' ? 'readsKeys' : 'managesKeys')}</span>;
}
