import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Key } from '../api/types.ts';
import { Icon } from '../ui/icon.tsx';
import { AccessKey, Expiry, RelativeTime, StatusBadge } from '../ui/key-facts.tsx';
import type { Column } from './columns.ts';
import type { KeyAction } from './key-action.ts';
import { KeyActions } from './key-actions.tsx';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';
import type { KeysView } from './use-keys-view.ts';

export interface KeyListProps {
  readonly keys: readonly Key[];
  readonly view: KeysView;
  readonly now: number;
  readonly onAction: (action: KeyAction) => void;
}

interface SelectAllProps extends Pick<KeyListProps, 'keys' | 'view'> {
  /** Whether its label is visible. */
  readonly isNamed?: boolean;
}

/** The keys as a table, where there is room. */
export function KeysTable({ keys, view, now, onAction }: KeyListProps) {
  return (
    <section className="table-frame" aria-label={t('keys')}>
      <table className="keys">
        <thead>
          <tr>
            <th scope="col" className="narrow-cell">
              <SelectAllBox keys={keys} view={view} />
            </th>
            {view.shownColumns.map((column) => (
              <SortableHeader key={column} column={column} view={view} />
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.accessKey} className={view.selected.has(key.accessKey) ? 'selected' : ''}>
              <td className="narrow-cell">
                <SelectBox keyToSelect={key} view={view} />
              </td>
              {view.shownColumns.map((column) =>
                column === 'name' ? (
                  <th key={column} scope="row">
                    <KeyName of={key} />
                  </th>
                ) : (
                  <td key={column} className={column}>
                    {cell(key, column, now)}
                  </td>
                ),
              )}
              <td className="row-actions">
                <KeyActions of={key} now={now} onAction={onAction} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function KeyName({ of: key }: { of: Key }) {
  return (
    <span className="key-name">
      <Link href={`/keys/${key.accessKey}`} className="clamped" title={key.name}>
        <bdi>{key.name}</bdi>
      </Link>
      {key.default && <span className="tag">{t('default')}</span>}
    </span>
  );
}

function Description({ text }: { text: string | null }) {
  if (text === null) return <span className="muted">{t('none')}</span>;
  return (
    <span className="clamped" title={text}>
      <bdi>{text}</bdi>
    </span>
  );
}

export function SelectBox({ keyToSelect, view }: { keyToSelect: Key; view: KeysView }) {
  const { accessKey, name } = keyToSelect;
  const toggle = () => {
    const selected = new Set(view.selected);
    if (!selected.delete(accessKey)) selected.add(accessKey);
    view.select(selected);
  };
  return (
    <input
      type="checkbox"
      aria-label={t('selectKey', { name })}
      checked={view.selected.has(accessKey)}
      onChange={toggle}
    />
  );
}

export function SelectAllBox({ keys, view, isNamed }: SelectAllProps) {
  const isWhole = keys.every(({ accessKey }) => view.selected.has(accessKey));
  const toggle = () => {
    const selected = new Set(view.selected);
    for (const { accessKey } of keys) isWhole ? selected.delete(accessKey) : selected.add(accessKey);
    view.select(selected);
  };
  return (
    <label className={isNamed ? 'check select-all' : ''}>
      <input type="checkbox" checked={isWhole} onChange={toggle} />
      <span className={isNamed ? '' : 'visually-hidden'}>{t('selectAll')}</span>
    </label>
  );
}

function SortableHeader({ column, view }: { column: Column; view: KeysView }) {
  const isSorted = view.sortBy === column;
  const sort = isSorted ? (view.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" aria-sort={sort}>
      <button type="button" className="sorter" onClick={() => view.sort(column)}>
        {t(column)}
        <Icon name={isSorted ? (view.descending ? 'chevron' : 'up') : 'sort'} size={14} />
      </button>
    </th>
  );
}

function cell(key: Key, column: Column, now: number): ReactNode {
  switch (column) {
    case 'accessKey':
      return <AccessKey accessKey={key.accessKey} name={key.name} />;
    case 'description':
      return <Description text={key.description} />;
    case 'status':
      return <StatusBadge status={statusAt(key, now)} />;
    case 'expires':
      return <Expiry expiresAt={key.expiresAt} />;
    case 'created':
      return <RelativeTime at={key.createdAt} />;
    case 'lastUsed':
      return key.lastUsedAt ? (
        <RelativeTime at={key.lastUsedAt} />
      ) : (
        <span className="muted">{t('never')}</span>
      );
    case 'name':
      return key.name;
  }
}
