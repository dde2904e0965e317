import { memo } from 'react';
import { RotationLine } from '../rotation/rotation-tag.tsx';
import { useNow } from '../time/clock.ts';
import { count } from '../time/format.ts';
import { KeyMenu, UrgentAction } from './key-actions.tsx';
import { itemClass, type KeyItemProps, KeyName, SelectBox } from './key-row.tsx';
import { StatusPhrase } from './key-standing.tsx';
import { UseLine } from './key-use.tsx';
import type { KeyListProps } from './keys-table.tsx';
import { SelectAllBox } from './select-all-box.tsx';
import { t } from './texts.ts';
import { groupOf } from './urgency.ts';
import './key-cards.css';

/** The keys as a card for each group, where a table does not fit. Boxes come once a key has been selected in its menu. */
export function KeyCards({ groups, view, changed, onAction }: KeyListProps) {
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
                isChanged={changed.has(key.accessKey)}
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
  isChanged,
  onToggle,
  onAction,
}: KeyItemProps & { isSelecting: boolean }) {
  const now = useNow();
  return (
    <li className={itemClass('key-card', { isSelected, isChanged })} data-key={key.accessKey}>
      {isSelecting && <SelectBox of={key} isSelected={isSelected} onToggle={onToggle} />}
      <div className="key-card-text">
        <KeyName of={key} isBrief />
        <StatusPhrase of={key} />
        <UseLine of={key} />
        <RotationLine of={key} />
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
        {groupOf(key, now) === 'attention' && <UrgentAction of={key} now={now} onAction={onAction} />}
      </div>
    </li>
  );
});
