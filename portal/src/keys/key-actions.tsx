import type { Key } from '../api/types.ts';
import { isOverlap, rotationAt } from '../rotation/rotation-at.ts';
import { t as rotationText } from '../rotation/texts.ts';
import { commonText } from '../texts/common.ts';
import { announce } from '../ui/announcer.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Menu, type MenuEntry, type MenuProps } from '../ui/menu.tsx';
import { extendVerb } from './affected-keys.ts';
import type { KeyAction } from './key-action.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

export interface KeyActionsProps {
  readonly of: Key;
  readonly now: number;
  readonly onAction: (action: KeyAction) => void;
}

/** The one action that a key asks for, as a button; nothing for a key that works. Plain HTML: a list has many. */
export function UrgentAction({
  of: key,
  now,
  isOnHover = false,
  onAction,
}: KeyActionsProps & {
  /** Of a key that asks for nothing, it shows only on hover. */
  isOnHover?: boolean;
}) {
  const status = statusAt(key, now);
  if (status === 'active') return null;
  const isExpired = status === 'expired';
  return (
    <button
      type="button"
      className={isOnHover ? 'button plain small on-hover' : 'button plain small'}
      aria-label={t(key.leakedAt ? 'bringBackKey' : isExpired ? 'restoreKey' : 'extendKey', {
        name: key.name,
      })}
      onClick={() => onAction({ kind: 'extend', keys: [key] })}
    >
      {t(key.leakedAt ? 'bringBack' : isExpired ? 'restore' : 'extend')}
    </button>
  );
}

/** Every action on a key. */
export function KeyMenu({
  of: key,
  now,
  onAction,
  onSelect,
  hasShortcuts = false,
  ...button
}: KeyActionsProps & {
  /** Where there is no box to select it by. */
  onSelect?: (() => void) | undefined;
  /** Whether single keys of the keyboard do something. */
  hasShortcuts?: boolean;
} & Pick<MenuProps, 'kind' | 'size'>) {
  return (
    <Menu
      {...button}
      icon="more"
      label={t('moreActions', { name: key.name })}
      title={key.name}
      entries={entriesFor({ of: key, now, onAction }, hasShortcuts, onSelect)}
    />
  );
}

function entriesFor(
  { of: key, now, onAction }: KeyActionsProps,
  hasShortcuts: boolean,
  onSelect?: () => void,
): MenuEntry[] {
  const keys = [key];
  const opens = (action: string) => t('opensDialog', { action });
  return [
    {
      id: 'edit',
      icon: 'pencil',
      label: opens(t('edit')),
      ...(hasShortcuts && { shortcut: 'E' }),
      onSelect: () => onAction({ kind: 'edit', key }),
    },
    {
      id: 'extend',
      icon: key.leakedAt ? 'rotate' : 'calendar',
      label: opens(key.leakedAt ? rotationText('bringBack') : t(extendVerb(keys, now))),
      onSelect: () => onAction({ kind: 'extend', keys }),
    },
    ...(statusAt(key, now) === 'expired' ? [] : rotationEntries({ of: key, now, onAction }, hasShortcuts)),
    { id: 'copy', icon: 'copy', label: t('copyAccessKey'), onSelect: () => void copyAccessKey(key) },
    ...(onSelect ? [{ id: 'select', icon: 'check', label: t('select'), onSelect } as const] : []),
    ...(statusAt(key, now) === 'expired'
      ? []
      : [
          {
            id: 'expire',
            icon: 'ban',
            label: opens(t('expireNow')),
            startsGroup: true,
            onSelect: () => onAction({ kind: 'expire', keys }),
          } as const,
        ]),
    {
      id: 'delete',
      icon: 'trash',
      label: opens(t('delete')),
      kind: 'danger',
      startsGroup: statusAt(key, now) === 'expired',
      onSelect: () => onAction({ kind: 'delete', keys }),
    },
  ];
}

/** A new secret; during a rotation, its ends too. */
function rotationEntries({ of: key, now, onAction }: KeyActionsProps, hasShortcuts: boolean): MenuEntry[] {
  const rotation = rotationAt(key, now);
  const opens = (action: string) => t('opensDialog', { action });
  const rotate: MenuEntry = {
    id: 'rotate',
    icon: 'rotate',
    label: opens(rotationText(rotation ? 'rotateAgain' : 'rotate')),
    ...(hasShortcuts && { shortcut: 'R' }),
    onSelect: () => onAction({ kind: 'rotate', key }),
  };
  if (rotation === null) return [rotate];
  return [
    rotate,
    {
      id: 'finish-rotation',
      icon: 'clock',
      label: opens(rotationText(isOverlap(rotation) ? 'endOld' : 'endCurrent')),
      onSelect: () => onAction({ kind: 'finish-rotation', key }),
    },
    {
      id: 'cancel-rotation',
      icon: 'undo',
      label: opens(rotationText('cancelRotation')),
      onSelect: () => onAction({ kind: 'cancel-rotation', key }),
    },
  ];
}

async function copyAccessKey({ accessKey, name }: Key): Promise<void> {
  try {
    await copyText(accessKey);
    announce(commonText('hasCopied', { what: commonText('accessKeyOf', { name }) }));
  } catch {
    announce(commonText('copyBlocked'), { kind: 'error' });
  }
}
