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
import { KeysTable } from './keys-table.tsx';
import { KeysToolbar } from './keys-toolbar.tsx';
import { NoKeys } from './no-keys.tsx';
import { Pagination } from './pagination.tsx';
import { t } from './texts.ts';
import { useKeyAction } from './use-key-action.ts';
import { pageSize, useKeysView } from './use-keys-view.ts';
import './keys.css';

/** API Control: all keys of the account and every action on them. */
export function KeysPage() {
  const keys = useKeys();
  const [action, setAction] = useKeyAction();
  return (
    <>
      <PageTitle title={commonText('apiControl')}>
        <Button kind="primary" icon="plus" onPress={() => setAction({ kind: 'create' })}>
          {t('create')}
        </Button>
      </PageTitle>
      {keys.isError && <ErrorMessage error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Loading what={commonText('yourKeys')} lines={6} />}
      {keys.data?.length === 0 && <NoKeys onCreate={() => setAction({ kind: 'create' })} />}
      {keys.data && keys.data.length > 0 && <Inventory keys={keys.data} onAction={setAction} />}
      <KeyDialogs action={action} onAction={setAction} />
    </>
  );
}

function Inventory({ keys, onAction }: { keys: readonly Key[]; onAction: (action: KeyAction) => void }) {
  const now = useNow();
  const view = useKeysView(keys);
  const isNarrow = useMedia('(width < 56rem)');
  const found = filterAndSort(keys, view, now);
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = Math.min(view.page, pages);
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const selection = visibleSelection(found, view.selected, keys);
  const List = isNarrow ? KeyCards : KeysTable;
  // The button disappears with the selection; the focus must not.
  const clear = () => {
    view.select(new Set());
    document.querySelector<HTMLElement>('.select-all input, .keys thead input')?.focus();
  };
  return (
    <>
      <KeysToolbar keys={keys} view={view} isNarrow={isNarrow} />
      {selection.visible.length + selection.hidden > 0 && (
        <BulkBar keys={selection.visible} hidden={selection.hidden} onAction={onAction} onClear={clear} />
      )}
      <p className="visually-hidden" role="status">
        {t('found', { count: found.length })}
      </p>
      {found.length === 0 ? (
        <div className="empty">
          <p>
            {view.search.trim() === '' ? t('noneWithStatus') : t('noneMatch', { search: view.search.trim() })}
          </p>
          <Button onPress={view.reset}>{t('clearFilters')}</Button>
        </div>
      ) : (
        <List keys={shown} view={view} now={now} onAction={onAction} />
      )}
      <Pagination page={page} pages={pages} total={found.length} onPage={view.setPage} />
    </>
  );
}
