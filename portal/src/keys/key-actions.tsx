import type { Key } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { extendVerb } from './affected-keys.ts';
import type { KeyAction } from './key-action.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

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
      label: t('opensDialog', { action: t(extendVerb(keys, now)) }),
      onSelect: () => onAction({ kind: 'extend', keys }),
    },
    ...(isExpired
      ? []
      : [
          {
            id: 'expire',
            label: t('opensDialog', { action: t('expireNow') }),
            onSelect: () => onAction({ kind: 'expire', keys }),
          } as const,
        ]),
    {
      id: 'delete',
      label: t('opensDialog', { action: t('delete') }),
      kind: 'danger',
      onSelect: () => onAction({ kind: 'delete', keys }),
    },
  ];
  return (
    <span className="actions">
      <Button
        size="small"
        aria-label={t('editKey', { name: key.name })}
        onPress={() => onAction({ kind: 'edit', key })}
      >
        {t('edit')}
      </Button>
      <Menu
        label={t('moreActions', { name: key.name })}
        title={key.name}
        entries={entries}
        kind="quiet"
        size="small"
        icon="more"
      />
    </span>
  );
}
