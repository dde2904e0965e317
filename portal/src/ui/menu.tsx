import { type KeyboardEvent, useRef, useState } from 'react';
import { announceError } from './announcer.tsx';
import { Button, type ButtonProps } from './button.tsx';
import type { IconName } from './icon.tsx';
import { loadOnce } from './load-once.ts';

export interface MenuEntry {
  readonly id: string;
  /** Ends in "…" if it opens a dialog. */
  readonly label: string;
  /** At the end of the line: what comes of it. */
  readonly detail?: string;
  /** The single key that chooses it while the menu is open. */
  readonly shortcut?: string;
  readonly icon?: IconName;
  readonly kind?: 'danger';
  /** Whether a line sets it apart from what is above. */
  readonly startsGroup?: boolean;
  /** The page that it opens, instead of `onSelect`. */
  readonly href?: string;
  readonly onSelect?: () => void;
}

export interface MenuProps extends Omit<ButtonProps, 'onPress' | 'aria-label' | 'ref'> {
  /** Names the button, unless what it shows does. */
  readonly label?: string;
  /** What the menu is about, above its entries. */
  readonly title: string;
  readonly entries: readonly MenuEntry[];
}

const popover = loadOnce(async () => (await import('./menu-popover.tsx')).MenuPopover);

/** A button with a menu below it, which is loaded once somebody is about to open it. */
export function Menu({ label, title, entries, ...button }: MenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = async () => {
    try {
      await popover.load();
      setOpen(true);
    } catch (error) {
      announceError(error);
    }
  };
  const Popover = popover.loaded();
  return (
    <>
      <Button
        {...button}
        ref={trigger}
        {...(label !== undefined && { 'aria-label': label })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onHoverStart={popover.preload}
        onFocus={popover.preload}
        onPressStart={popover.preload}
        onPress={() => void open()}
        onKeyDown={(event: Pick<KeyboardEvent, 'key' | 'preventDefault'>) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          void open();
        }}
      />
      {isOpen && Popover && (
        <Popover trigger={trigger} title={title} entries={entries} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
