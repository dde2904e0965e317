import { memo, useDeferredValue } from 'react';
import { useKeys } from '../api/keys.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { useMedia } from '../ui/use-media.ts';
import { visibleSelection } from './affected-keys.ts';
import { BulkBar } from './bulk-bar.tsx';
import { filterAndSort } from './filter-and-sort.ts';
import type { KeyAction } from './key-action.ts';
import { KeyCards } from './key-cards.tsx';
import { KeyDialogs } from './key-dialogs.tsx';
import { type KeyGroup, KeysTable } from './keys-table.tsx';
import { KeysToolbar } from './keys-toolbar.tsx';
import { NoKeys } from './no-keys.tsx';
import { Pagination } from './pagination.tsx';
import { t } from './texts.ts';
import { groupOf, groups } from './urgency.ts';
import { useKeyAction } from './use-key-action.ts';
import { type KeysView, pageSize, useKeysView } from './use-keys-view.ts';
import type { ListQuery } from './view-url.ts';
import './keys.css';

/** API Control: all keys of the account and every action on them. */
export function KeysPage() {
  const keys = useKeys();
  const [action, setAction] = useKeyAction();
  const create = () => setAction({ kind: 'create' });
  return (
    <>
      <PageTitle
        title={commonText('apiControl')}
        intro={keys.data && t('several', { count: keys.data.length })}
      >
        <Button kind="primary" icon="plus" onPress={create}>
          {t('create')}
        </Button>
      </PageTitle>
      {keys.isError && <ErrorMessage error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Loading what={commonText('yourKeys')} lines={6} />}
      {keys.data?.length === 0 && <NoKeys onCreate={create} />}
      {keys.data && keys.data.length > 0 && <Inventory keys={keys.data} onAction={setAction} />}
      <KeyDialogs action={action} onAction={setAction} />
    </>
  );
}

interface InventoryProps {
  readonly keys: readonly Key[];
  readonly onAction: (action: KeyAction) => void;
}

/** Not drawn again when a dialog opens or closes. */
const Inventory = memo(function Inventory({ keys, onAction }: InventoryProps) {
  const view = useKeysView(keys);
  const isNarrow = useMedia('(width < 56rem)');
  // What is typed or chosen shows at once, on a slow machine too; the list follows.
  const query = useDeferredValue(view.query);
  return (
    <>
      <KeysToolbar keys={keys} view={view} isNarrow={isNarrow} />
      <Found keys={keys} view={view} query={query} isNarrow={isNarrow} onAction={onAction} />
    </>
  );
});

function Found({
  keys,
  view,
  query,
  isNarrow,
  onAction,
}: {
  keys: readonly Key[];
  view: KeysView;
  query: ListQuery;
  isNarrow: boolean;
  onAction: (action: KeyAction) => void;
}) {
  const now = useNow();
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
        <List groups={inGroups(shown, found, query, now)} view={view} onAction={onAction} />
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
  shown: readonly Key[],
  found: readonly Key[],
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
      } as const
    )[status],
  );
}
