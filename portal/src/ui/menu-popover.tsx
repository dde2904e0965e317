import { type RefObject, useEffectEvent, useLayoutEffect } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, Popover } from 'react-aria-components';
import { Icon } from './icon.tsx';
import type { MenuEntry } from './menu.tsx';
import './menu.css';

/** What opens below the button of a `Menu`. */
export function MenuPopover({
  trigger,
  title,
  entries,
  onClose,
}: {
  trigger: RefObject<HTMLButtonElement | null>;
  title: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}) {
  const select = (id: string | number) => entries.find((entry) => entry.id === id)?.onSelect?.();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = entries.find(({ shortcut }) => shortcut?.toLowerCase() === event.key.toLowerCase());
    if (!chosen?.onSelect) return;
    // The menu would go to the next entry that begins with the letter.
    event.preventDefault();
    event.stopPropagation();
    onClose();
    chosen.onSelect();
  });
  // Before the menu is seen: whoever sees it may press a key.
  useLayoutEffect(() => {
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, []);
  return (
    <Popover
      className="popover"
      placement="bottom end"
      trigger="MenuTrigger"
      triggerRef={trigger}
      aria-label={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <AriaMenu className="menu" aria-label={title} autoFocus="first" onAction={select} onClose={onClose}>
        <MenuSection aria-label={title}>
          <Header className="menu-title" aria-hidden="true">
            {title}
          </Header>
          {entries.map((entry) => (
            <Entry key={entry.id} {...entry} />
          ))}
        </MenuSection>
      </AriaMenu>
    </Popover>
  );
}

function Entry({ id, label, detail, shortcut, icon, kind, startsGroup, href }: MenuEntry) {
  const className = ['menu-item', kind, startsGroup && 'first-of-group'].filter(Boolean).join(' ');
  return (
    <MenuItem
      id={id}
      textValue={label}
      className={className}
      {...(href !== undefined && { href, target: '_blank', rel: 'noreferrer' })}
    >
      {icon && <Icon name={icon} size={16} />}
      <span>{label}</span>
      {detail && <span className="menu-detail">{detail}</span>}
      {shortcut && <kbd>{shortcut}</kbd>}
    </MenuItem>
  );
}
