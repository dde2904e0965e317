import type { Key } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { statusAt } from '../ui/key-facts.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { extendVerb } from './affected-keys.ts';
import type { KeyAction } from './key-action.ts';

/** The actions on a key: Edit as a button, the rest in a menu. */
export function KeyActions({
  of: key,
  now,
  onAction,
}: {
  of: Key;
  now: number;
  onAction: (action: KeyAction) => void;
}) {
  const keys = [key];
  const isExpired = statusAt(key, now) === 'expired';
  const entries: MenuEntry[] = [
    {
      id: 'extend',
      label: `${extendVerb(keys, now)}…`,
      onSelect: () => onAction({ kind: 'extend', keys }),
    },
    ...(isExpired
      ? []
      : [
          { id: 'expire', label: 'Expire now…', onSelect: () => onAction({ kind: 'expire', keys }) } as const,
        ]),
    { id: 'delete', label: 'Delete…', kind: 'danger', onSelect: () => onAction({ kind: 'delete', keys }) },
  ];
  return (
    <span className="actions">
      <Button
        kind="primary"
        size="small"
        aria-label={`Edit ${key.name}`}
        onPress={() => onAction({ kind: 'edit', key })}
      >
        Edit
      </Button>
      <Menu label={key.name} entries={entries}>
        <Button kind="quiet" size="small" icon="more" aria-label={`More actions for ${key.name}`} />
      </Menu>
    </span>
  );
}
