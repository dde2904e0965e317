import type { Key } from '../api/types.ts';
import { t } from './texts.ts';
import type { KeysView } from './use-keys-view.ts';

/** Selects all keys of a page, or none. */
export function SelectAllBox({
  keys,
  view: { selected, select },
  isNamed,
}: {
  keys: readonly Key[];
  view: KeysView;
  /** Whether its label is visible. */
  isNamed?: boolean;
}) {
  const onPage = keys.filter(({ accessKey }) => selected.has(accessKey)).length;
  const isWhole = onPage === keys.length;
  const toggle = () => {
    const after = new Set(selected);
    for (const { accessKey } of keys) isWhole ? after.delete(accessKey) : after.add(accessKey);
    select(after);
  };
  return (
    <label className={isNamed ? 'check select-all' : 'select-all'}>
      <input
        type="checkbox"
        checked={isWhole}
        ref={(box) => {
          if (box) box.indeterminate = onPage > 0 && !isWhole;
        }}
        onChange={toggle}
      />
      <span className={isNamed ? '' : 'visually-hidden'}>{t('selectAll')}</span>
    </label>
  );
}
