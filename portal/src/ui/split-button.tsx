import { Button, type ButtonProps } from './button.tsx';
import { Menu, type MenuEntry } from './menu.tsx';

export interface SplitButtonProps extends Omit<ButtonProps, 'ref'> {
  readonly label: string;
  /** Names the chevron, which opens the other ways to do it. */
  readonly moreLabel: string;
  readonly entries: readonly MenuEntry[];
}

/** Does the usual thing at once, and offers the others in a menu. */
export function SplitButton({
  label,
  moreLabel,
  entries,
  kind = 'plain',
  size,
  ...button
}: SplitButtonProps) {
  const look = { kind, ...(size && { size }) };
  return (
    <span className="split-button">
      <Button {...button} {...look} aria-label={label} />
      <Menu {...look} label={moreLabel} title={moreLabel} entries={entries} icon="chevron" />
    </span>
  );
}
