import { Button as AriaButton, DialogTrigger, Popover } from 'react-aria-components';
import type { Key, KeyStatus } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Column } from './columns.ts';
import { countByStatus } from './key-action.ts';
import { t } from './texts.ts';
import type { KeysView } from './use-keys-view.ts';

const statuses: (KeyStatus | 'all')[] = ['all', 'active', 'expiring', 'expired'];

/** Search, status filter and column choice; on a narrow page, sorting instead of columns. */
export function KeysToolbar({
  keys,
  view,
  isNarrow,
}: {
  keys: readonly Key[];
  view: KeysView;
  isNarrow: boolean;
}) {
  const counts = { ...countByStatus(keys, useNow()), all: keys.length };
  return (
    <search className="toolbar">
      <label className="search">
        <span className="visually-hidden">{t('search')}</span>
        <Icon name="search" />
        <input
          type="search"
          placeholder={t('searchHint')}
          value={view.search}
          onChange={(event) => view.setSearch(event.target.value)}
        />
      </label>
      <fieldset className="segments">
        <legend className="visually-hidden">{t('status')}</legend>
        {statuses.map((status) => (
          <label key={status}>
            <input
              type="radio"
              name="status"
              className="visually-hidden"
              checked={view.status === status}
              onChange={() => view.setStatus(status)}
            />
            <span>
              {t(status)} <small>{count(counts[status])}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {isNarrow ? <Order view={view} /> : <Columns view={view} />}
    </search>
  );
}

function Order({ view }: { view: KeysView }) {
  return (
    <div className="order">
      <label>
        {t('sortBy')}{' '}
        <select value={view.sortBy} onChange={(event) => view.sort(event.target.value as Column)}>
          {view.offeredColumns.map((column) => (
            <option key={column} value={column}>
              {t(column)}
            </option>
          ))}
        </select>
      </label>
      <Button
        icon={view.descending ? 'chevron' : 'up'}
        aria-label={t(view.descending ? 'sortUp' : 'sortDown')}
        onPress={() => view.sort(view.sortBy)}
      />
    </div>
  );
}

function Columns({ view }: { view: KeysView }) {
  const toggle = (column: Column) => {
    const shown = new Set(view.shownColumns);
    if (!shown.delete(column)) shown.add(column);
    view.setShownColumns([...shown]);
  };
  return (
    <DialogTrigger>
      <AriaButton className="button plain">
        <Icon name="columns" />
        {t('columns')}
      </AriaButton>
      {/* Without a dialog inside, the popover is one itself and holds React Aria's dismiss button. */}
      <Popover className="popover" placement="bottom end" aria-label={t('columns')}>
        <div className="column-choice">
          {view.offeredColumns
            .filter((column) => column !== 'name')
            .map((column) => (
              <label key={column} className="check">
                <input
                  type="checkbox"
                  checked={view.shownColumns.includes(column)}
                  onChange={() => toggle(column)}
                />
                {t(column)}
              </label>
            ))}
        </div>
      </Popover>
    </DialogTrigger>
  );
}
