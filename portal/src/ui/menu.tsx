import type { ReactNode } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  /** A second line. */
  readonly detail?: string;
  readonly kind?: 'danger';
  readonly onSelect: () => void;
}

/** A menu below a button, which is its only child. */
export function Menu({
  label,
  entries,
  children,
}: {
  label: string;
  entries: readonly MenuEntry[];
  children: ReactNode;
}) {
  const select = (id: string | number) => entries.find((entry) => entry.id === id)?.onSelect();
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover" placement="bottom end">
        <AriaMenu className="menu" aria-label={label} onAction={select}>
          <MenuSection aria-label={label}>
            <Header className="menu-title" aria-hidden="true">
              {label}
            </Header>
            {entries.map(({ id, label, detail, kind }) => (
              <MenuItem
                key={id}
                id={id}
                textValue={label}
                className={kind ? `menu-item ${kind}` : 'menu-item'}
              >
                <span>{label}</span>
                {detail && <span className="menu-detail">{detail}</span>}
              </MenuItem>
            ))}
          </MenuSection>
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
