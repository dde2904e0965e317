import { memo, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ListedKey } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import { useMedia } from '../ui/use-media.ts';
import { visibleSelection } from './affected-keys.ts';
import { BulkBar } from './bulk-bar.tsx';
import { filterAndSort } from './filter-and-sort.ts';
import type { KeyAction } from './key-action.ts';
import { KeyCards } from './key-cards.tsx';
import { type KeyGroup, KeysTable } from './keys-table.tsx';
import { KeysToolbar } from './keys-toolbar.tsx';
import { Pagination } from './pagination.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { t } from './texts.ts';
import { groupOf, groups } from './urgency.ts';
import { useChangedKeys } from './use-changed-keys.ts';
import { type KeysView, pageSize, useKeysView } from './use-keys-view.ts';
import { useShortcuts } from './use-shortcuts.ts';
import type { ListQuery } from './view-url.ts';

interface InventoryProps {
  readonly keys: readonly ListedKey[];
  readonly onAction: (action: KeyAction) => void;
}

/** The keys, with what chooses among them. Not drawn again when a dialog opens or closes. */
export const Inventory = memo(function Inventory({ keys, onAction }: InventoryProps) {
  const view = useKeysView();
  const isNarrow = useMedia('(width < 56rem)');
  const isWide = useMedia('(width >= 72rem)');
  // What is typed or chosen shows at once, on a slow machine too; the list follows.
  const query = useDeferredValue(view.query);
  const search = useRef<HTMLInputElement>(null);
  const [areShortcutsShown, showShortcuts] = useState(false);
  // Names that can be recognized come before a picture of calls.
  const narrowColumns = useMemo(
    () => view.shownColumns.filter((column) => column !== 'trend'),
    [view.shownColumns],
  );
  const hasShortcuts = view.hasShortcuts && !isNarrow;
  useShortcuts(hasShortcuts, (pressed) => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key;
    const key = keys.find(({ accessKey }) => accessKey === focused);
    if (pressed === '/') search.current?.focus();
    else if (pressed === '?') showShortcuts(true);
    else if (pressed === 'e' && key) onAction({ kind: 'edit', key });
    else if (pressed === 'r' && key) onAction({ kind: 'rotate', key });
    else return false;
    return true;
  });
  return (
    <>
      <KeysToolbar keys={keys} view={view} isNarrow={isNarrow} search={search} />
      <Found
        keys={keys}
        view={{ ...view, query, hasShortcuts, shownColumns: isWide ? view.shownColumns : narrowColumns }}
        isNarrow={isNarrow}
        onAction={onAction}
      />
      {areShortcutsShown && (
        <ShortcutsDialog
          isOn={view.hasShortcuts}
          onToggle={() => view.setShortcuts(!view.hasShortcuts)}
          onClose={() => showShortcuts(false)}
        />
      )}
    </>
  );
});

function Found({
  keys,
  view,
  isNarrow,
  onAction,
}: InventoryProps & {
  view: KeysView;
  isNarrow: boolean;
}) {
  const { query } = view;
  const now = useNow();
  const changed = useChangedKeys(keys);
  const found = filterAndSort(keys, query, now);
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = Math.min(query.page, pages);
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const selection = visibleSelection(found, view.selected, keys);
  const List = isNarrow ? KeyCards : KeysTable;
  // The button disappears with the selection; the focus must not.
  const clear = () => {
    view.select(new Set());
    const next = document.querySelector('.keys thead input') ?? document.querySelector('.search input');
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <>
      <p className="visually-hidden" role="status">
        {t('found', { count: found.length })}
      </p>
      {found.length === 0 ? (
        <div className="empty card">
          <p>{nothingFound(query)}</p>
          <Button onPress={view.reset}>{t('clearFilters')}</Button>
        </div>
      ) : (
        <List groups={inGroups(shown, found, query, now)} view={view} changed={changed} onAction={onAction} />
      )}
      <Pagination page={page} pages={pages} total={found.length} onPage={view.setPage} />
      {selection.visible.length + selection.hidden > 0 && (
        <BulkBar keys={selection.visible} hidden={selection.hidden} onAction={onAction} onClear={clear} />
      )}
    </>
  );
}

/** Only the order by urgency has groups. */
function inGroups(
  shown: readonly ListedKey[],
  found: readonly ListedKey[],
  { sortBy, descending }: ListQuery,
  now: number,
): KeyGroup[] {
  if (sortBy !== 'urgency' || descending) return [{ group: undefined, total: found.length, keys: shown }];
  return groups
    .map((group) => ({
      group,
      total: found.filter((key) => groupOf(key, now) === group).length,
      keys: shown.filter((key) => groupOf(key, now) === group),
    }))
    .filter(({ keys }) => keys.length > 0);
}

function nothingFound({ search, status }: ListQuery): string {
  const typed = search.trim();
  if (typed !== '' || status === 'all') return t('noneMatch', { search: typed });
  return t(
    (
      {
        attention: 'noneNeedAttention',
        active: 'noneActive',
        expiring: 'noneExpiring',
        expired: 'noneExpired',
        unused: 'noneUnused',
      } as const
    )[status],
  );
}
