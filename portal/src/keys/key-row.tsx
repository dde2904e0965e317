import { memo } from 'react';
import { Link } from 'wouter';
import { AccessTag } from '../access/access-tag.tsx';
import type { Key, ListedKey } from '../api/types.ts';
import { RotationTag } from '../rotation/rotation-tag.tsx';
import { useNow } from '../time/clock.ts';
import { MaskedAccessKey, RelativeTime } from '../ui/key-facts.tsx';
import type { KeyAction } from './key-action.ts';
import { KeyMenu, UrgentAction } from './key-actions.tsx';
import { StatusAndTime } from './key-standing.tsx';
import { CallsOfWeek, LastUse, MonthOfCalls } from './key-use.tsx';
import type { Column } from './orders.ts';
import { t } from './texts.ts';
import { groupOf } from './urgency.ts';

export interface KeyItemProps {
  readonly of: ListedKey;
  readonly isSelected: boolean;
  /** Just now: it flashes. */
  readonly isChanged: boolean;
  readonly onToggle: (accessKey: string) => void;
  readonly onAction: (action: KeyAction) => void;
}

/** A key in the table. Rendered again only when its own data changes. */
export const KeyRow = memo(function KeyRow({
  of: key,
  isSelected,
  isChanged,
  hasShortcuts,
  onToggle,
  onAction,
  columns,
}: KeyItemProps & { columns: readonly Column[]; hasShortcuts: boolean }) {
  const now = useNow();
  const group = groupOf(key, now);
  return (
    <tr className={itemClass('key-row', { isSelected, isChanged })} data-key={key.accessKey}>
      <td>
        <SelectBox of={key} isSelected={isSelected} onToggle={onToggle} />
      </td>
      <th scope="row">
        <KeyName of={key} />
        <span className="second-line">
          <MaskedAccessKey accessKey={key.accessKey} />
          {key.description && (
            <span className="one-line" title={key.description}>
              <bdi>{key.description}</bdi>
            </span>
          )}
        </span>
      </th>
      <td>
        <StatusAndTime of={key} />
      </td>
      {columns.map((column) => (
        <Cell key={column} column={column} of={key} />
      ))}
      <td className="row-actions">
        <div>
          {group === 'working' && (
            <button
              type="button"
              className="button plain small on-hover"
              aria-label={t('editKey', { name: key.name })}
              onClick={() => onAction({ kind: 'edit', key })}
            >
              {t('edit')}
            </button>
          )}
          <UrgentAction of={key} now={now} isOnHover={group === 'idle'} onAction={onAction} />
          <KeyMenu
            of={key}
            now={now}
            onAction={onAction}
            hasShortcuts={hasShortcuts}
            kind="quiet"
            size="small"
          />
        </div>
      </td>
    </tr>
  );
});

export function itemClass(
  name: string,
  { isSelected, isChanged }: Pick<KeyItemProps, 'isSelected' | 'isChanged'>,
): string {
  return [name, isSelected && 'selected', isChanged && 'changed'].filter(Boolean).join(' ');
}

/** Not rendered again when the key is selected: its use is most of what a row has. */
const Cell = memo(function Cell({ column, of: key }: { column: Column; of: ListedKey }) {
  switch (column) {
    case 'trend':
      return (
        <td className="trend-cell">
          <MonthOfCalls of={key} />
        </td>
      );
    case 'calls':
      return (
        <td className="number-cell">
          <CallsOfWeek of={key} />
        </td>
      );
    case 'lastUsed':
      return (
        <td className="muted">
          <LastUse of={key} />
        </td>
      );
    case 'created':
      return (
        <td className="muted">
          <RelativeTime at={key.createdAt} />
        </td>
      );
  }
});

/** The name as a link, with what is special about the key; briefly, where a line says more. */
export function KeyName({ of: key, isBrief = false }: { of: Key; isBrief?: boolean }) {
  return (
    <span className="key-name">
      <Link href={`/keys/${key.accessKey}`} className="one-line" title={key.name}>
        <bdi>{key.name}</bdi>
      </Link>
      {key.default && <span className="tag">{t('default')}</span>}
      <AccessTag of={key} />
      <RotationTag of={key} isBrief={isBrief} />
    </span>
  );
}

export function SelectBox({
  of: { accessKey, name },
  isSelected,
  onToggle,
}: Omit<KeyItemProps, 'onAction' | 'isChanged'>) {
  return (
    <input
      type="checkbox"
      aria-label={t('selectKey', { name })}
      checked={isSelected}
      onChange={() => onToggle(accessKey)}
    />
  );
}
