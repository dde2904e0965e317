import { memo } from 'react';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';
import { KeyMenu, UrgentAction } from './key-actions.tsx';
import { type KeyItemProps, KeyName, SelectBox } from './key-row.tsx';
import { StatusPhrase } from './key-standing.tsx';
import { statusAt } from './key-status.ts';
import type { KeyListProps } from './keys-table.tsx';
import { SelectAllBox } from './select-all-box.tsx';
import { t } from './texts.ts';
import './key-cards.css';

/** The keys as a card for each group, where a table does not fit. Boxes come once a key has been selected in its menu. */
export function KeyCards({ groups, view, onAction }: KeyListProps) {
  const keys = groups.flatMap((group) => group.keys);
  const isSelecting = view.selected.size > 0;
  return (
    <>
      {isSelecting && <SelectAllBox keys={keys} view={view} isNamed />}
      {groups.map(({ group, total, keys }) => (
        <section key={group ?? 'all'} className="key-group" aria-label={t(group ?? 'keys')}>
          {group && (
            <h2>
              {t(group)} <span className="muted">{count(total)}</span>
            </h2>
          )}
          <ul className="card key-cards">
            {keys.map((key) => (
              <KeyCard
                key={key.accessKey}
                of={key}
                isSelecting={isSelecting}
                isSelected={view.selected.has(key.accessKey)}
                onToggle={view.toggle}
                onAction={onAction}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const KeyCard = memo(function KeyCard({
  of: key,
  isSelecting,
  isSelected,
  onToggle,
  onAction,
}: KeyItemProps & { isSelecting: boolean }) {
  const now = useNow();
  return (
    <li className={isSelected ? 'key-card selected' : 'key-card'}>
      {isSelecting && <SelectBox of={key} isSelected={isSelected} onToggle={onToggle} />}
      <div className="key-card-text">
        <KeyName of={key} />
        <StatusPhrase of={key} />
        {key.description && (
          <p className="muted one-line">
            <bdi>{key.description}</bdi>
          </p>
        )}
      </div>
      <div className="key-card-actions">
        <KeyMenu
          of={key}
          now={now}
          onAction={onAction}
          kind="quiet"
          size="small"
          onSelect={isSelecting ? undefined : () => onToggle(key.accessKey)}
        />
        {statusAt(key, now) !== 'active' && <UrgentAction of={key} now={now} onAction={onAction} />}
      </div>
    </li>
  );
});
