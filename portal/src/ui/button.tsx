import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly size?: 'small';
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

/** While `isPending` it stays where the focus is, says that it is busy, and takes no more presses. */
export function Button({ kind = 'plain', size, icon, children, ...props }: ButtonProps) {
  const classes = ['button', kind, size, children === undefined ? 'bare' : ''].filter(Boolean).join(' ');
  return (
    <AriaButton {...props} className={classes}>
      {icon && <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      {children}
    </AriaButton>
  );
}
