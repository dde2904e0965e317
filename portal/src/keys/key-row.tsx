import { memo } from 'react';
import { Link } from 'wouter';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { MaskedAccessKey, RelativeTime } from '../ui/key-facts.tsx';
import type { KeyAction } from './key-action.ts';
import { KeyMenu, UrgentAction } from './key-actions.tsx';
import { StatusAndTime } from './key-standing.tsx';
import { statusAt } from './key-status.ts';
import type { Column } from './orders.ts';
import { t } from './texts.ts';

export interface KeyItemProps {
  readonly of: Key;
  readonly isSelected: boolean;
  readonly onToggle: (accessKey: string) => void;
  readonly onAction: (action: KeyAction) => void;
}

/** A key in the table. Rendered again only when its own data changes. */
export const KeyRow = memo(function KeyRow({
  of: key,
  isSelected,
  onToggle,
  onAction,
  columns,
}: KeyItemProps & { columns: readonly Column[] }) {
  const now = useNow();
  const isWorking = statusAt(key, now) === 'active';
  return (
    <tr className={isSelected ? 'key-row selected' : 'key-row'}>
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
        <td key={column} className="muted">
          <Moment at={column === 'created' ? key.createdAt : key.lastUsedAt} />
        </td>
      ))}
      <td className="row-actions">
        <div>
          {isWorking && (
            <button
              type="button"
              className="button plain small on-hover"
              aria-label={t('editKey', { name: key.name })}
              onClick={() => onAction({ kind: 'edit', key })}
            >
              {t('edit')}
            </button>
          )}
          <UrgentAction of={key} now={now} onAction={onAction} />
          <KeyMenu of={key} now={now} onAction={onAction} kind="quiet" size="small" />
        </div>
      </td>
    </tr>
  );
});

/** The name as a link, with what is special about the key. */
export function KeyName({ of: key }: { of: Key }) {
  return (
    <span className="key-name">
      <Link href={`/keys/${key.accessKey}`} className="one-line" title={key.name}>
        <bdi>{key.name}</bdi>
      </Link>
      {key.default && <span className="tag">{t('default')}</span>}
    </span>
  );
}

export function SelectBox({ of: { accessKey, name }, isSelected, onToggle }: Omit<KeyItemProps, 'onAction'>) {
  return (
    <input
      type="checkbox"
      aria-label={t('selectKey', { name })}
      checked={isSelected}
      onChange={() => onToggle(accessKey)}
    />
  );
}

function Moment({ at }: { at: string | null | undefined }) {
  return at ? <RelativeTime at={at} /> : t('never');
}
