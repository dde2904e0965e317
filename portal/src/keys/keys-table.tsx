import type { ListedKey } from '../api/types.ts';
import { count } from '../time/format.ts';
import { Icon } from '../ui/icon.tsx';
import type { KeyAction } from './key-action.ts';
import { KeyRow } from './key-row.tsx';
import type { Column, Order } from './orders.ts';
import { SelectAllBox } from './select-all-box.tsx';
import { t } from './texts.ts';
import type { Group } from './urgency.ts';
import type { KeysView } from './use-keys-view.ts';

export interface KeyListProps {
  /** The keys of one page; in another order than by urgency, one group without a name. */
  readonly groups: readonly KeyGroup[];
  readonly view: KeysView;
  /** The access keys of those that have just changed. */
  readonly changed: ReadonlySet<string>;
  readonly onAction: (action: KeyAction) => void;
}

export interface KeyGroup {
  readonly group: Group | undefined;
  /** How many there are on all pages. */
  readonly total: number;
  readonly keys: readonly ListedKey[];
}

/** The keys as a table, where there is room. */
export function KeysTable({ groups, view, changed, onAction }: KeyListProps) {
  const keys = groups.flatMap((group) => group.keys);
  return (
    <section className="card table-frame" aria-label={t('keys')}>
      <table className={view.isCompact ? 'keys compact' : 'keys'}>
        <thead>
          <tr>
            <th scope="col" className="select-cell">
              <SelectAllBox keys={keys} view={view} />
            </th>
            <Head order="name" view={view}>
              {t('key')}
            </Head>
            <Head order="expires" view={view} className="status-cell">
              {t('status')}
            </Head>
            {view.shownColumns.map((column) => {
              const { order, className } = headOf[column];
              return order ? (
                <Head key={column} order={order} view={view} className={className}>
                  {t(column)}
                </Head>
              ) : (
                <th key={column} scope="col" className={className}>
                  {t(column)}
                </th>
              );
            })}
            <td className="row-actions" />
          </tr>
        </thead>
        {groups.map(({ group, total, keys }) => (
          <tbody key={group ?? 'all'}>
            {group && (
              <tr className="group-row">
                <td />
                <th scope="rowgroup" colSpan={view.shownColumns.length + 3}>
                  {t(group)} <span className="muted">{count(total)}</span>
                </th>
              </tr>
            )}
            {keys.map((key) => (
              <KeyRow
                key={key.accessKey}
                of={key}
                columns={view.shownColumns}
                isSelected={view.selected.has(key.accessKey)}
                isChanged={changed.has(key.accessKey)}
                hasShortcuts={view.hasShortcuts}
                onToggle={view.toggle}
                onAction={onAction}
              />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** What a column is ordered by, if it is. */
const headOf: Record<Column, { readonly order?: Order; readonly className: string }> = {
  trend: { className: 'trend-cell' },
  calls: { className: 'number-cell' },
  lastUsed: { order: 'lastUsed', className: 'time-cell' },
  created: { order: 'created', className: 'time-cell' },
};

function Head({
  order,
  view: { query, change },
  className = '',
  children,
}: {
  order: Order;
  view: KeysView;
  className?: string;
  children: string;
}) {
  const isSorted = query.sortBy === order;
  const sort = isSorted ? (query.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" aria-sort={sort} className={className}>
      <button
        type="button"
        className="sorter"
        onClick={() => change({ sortBy: order, descending: isSorted && !query.descending })}
      >
        {children}
        {isSorted && <Icon name={query.descending ? 'chevron' : 'up'} size={14} />}
      </button>
    </th>
  );
}
