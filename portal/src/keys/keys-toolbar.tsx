import type { RefObject } from 'react';
import { Button as AriaButton, DialogTrigger, Popover } from 'react-aria-components';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { countByFilter, filters, unusedDays } from './filter-and-sort.ts';
import { type Column, columns, type Order, orders } from './orders.ts';
import { t } from './texts.ts';
import type { KeysView } from './use-keys-view.ts';
import './keys-toolbar.css';

/** Filters, search, order, and the choice of columns; on a phone without the last. */
export function KeysToolbar({
  keys,
  view,
  isNarrow,
  search,
}: {
  keys: readonly Key[];
  view: KeysView;
  isNarrow: boolean;
  /** Its field. */
  search: RefObject<HTMLInputElement | null>;
}) {
  return (
    <search className="toolbar">
      <Filters keys={keys} view={view} />
      <Search view={view} isNarrow={isNarrow} field={search} />
      <OrderMenu view={view} />
      {!isNarrow && <Columns view={view} />}
    </search>
  );
}

function Filters({ keys, view: { query, change } }: { keys: readonly Key[]; view: KeysView }) {
  const counts = countByFilter(keys, useNow());
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{t('status')}</legend>
      {filters.map((filter) => (
        <label key={filter} title={filter === 'unused' ? t('unusedMeans', { days: unusedDays }) : undefined}>
          <input
            type="radio"
            name="status"
            className="visually-hidden"
            checked={query.status === filter}
            onChange={() => change({ status: filter })}
          />
          <span>
            {t(filter)}{' '}
            <small className={filter === 'attention' && counts.attention > 0 ? 'danger-text' : ''}>
              {count(counts[filter])}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Search({
  view: { query, hasShortcuts, change },
  isNarrow,
  field,
}: {
  view: KeysView;
  isNarrow: boolean;
  field: RefObject<HTMLInputElement | null>;
}) {
  return (
    <label className="search">
      <span className="visually-hidden">{t('search')}</span>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        placeholder={t(isNarrow ? 'search' : 'searchHint')}
        value={query.search}
        onChange={(event) => change({ search: event.target.value })}
      />
      {hasShortcuts && !isNarrow && <kbd>/</kbd>}
    </label>
  );
}

function OrderMenu({ view: { query, change } }: { view: KeysView }) {
  const current = t(orderName(query.sortBy, query.descending));
  return (
    <Menu
      label={t('orderedBy', { order: current })}
      title={t('sortBy')}
      icon="sort"
      entries={orders.map((order) => ({
        id: order,
        label: t(orderName(order, order === 'created' || order === 'lastUsed')),
        ...(order === query.sortBy && { icon: 'check' as const }),
        onSelect: () => change({ sortBy: order, descending: order === 'created' || order === 'lastUsed' }),
      }))}
    >
      {current}
    </Menu>
  );
}

function orderName(order: Order, descending: boolean) {
  const names = {
    urgency: ['byUrgency', 'byUrgencyLast'],
    name: ['byName', 'byNameLast'],
    expires: ['byExpiry', 'byExpiryLast'],
    created: ['byAge', 'byAgeLast'],
    lastUsed: ['byUse', 'byUseLast'],
  } as const;
  return names[order][descending ? 1 : 0];
}

function Columns({ view }: { view: KeysView }) {
  const toggle = (column: Column) => {
    const shown = new Set(view.shownColumns);
    if (!shown.delete(column)) shown.add(column);
    view.setShownColumns([...shown]);
  };
  return (
    <DialogTrigger>
      <AriaButton className="button plain bare" aria-label={t('columns')}>
        <Icon name="columns" />
      </AriaButton>
      {/* Without a dialog inside, the popover is one itself and holds React Aria's dismiss button. */}
      <Popover className="popover" placement="bottom end" aria-label={t('columns')}>
        <div className="column-choice">
          {columns.map((column) => (
            <label key={column} className="check">
              <input
                type="checkbox"
                checked={view.shownColumns.includes(column)}
                onChange={() => toggle(column)}
              />
              {t(column)}
            </label>
          ))}
          <label className="check">
            <input
              type="checkbox"
              checked={view.isCompact}
              onChange={() => view.setCompact(!view.isCompact)}
            />
            {t('compact')}
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={view.hasShortcuts}
              onChange={() => view.setShortcuts(!view.hasShortcuts)}
            />
            {t('singleKeys')}
          </label>
        </div>
      </Popover>
    </DialogTrigger>
  );
}
