import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly size?: 'small';
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

/**
 * While `isPending`, the button keeps the focus and ignores presses. React Aria's own `isPending` announces
 * the button by a reference that dangles once the button is gone; here `StillWaiting` announces the progress.
 */
export function Button({ kind = 'plain', size, icon, isPending = false, children, ...props }: ButtonProps) {
  const classes = ['button', kind, size, children === undefined && 'bare', isPending && 'pending'];
  const busy = isPending
    ? ({ 'aria-disabled': 'true', type: 'button', onPress: () => undefined } as const)
    : {};
  return (
    <AriaButton {...props} {...busy} className={classes.filter(Boolean).join(' ')}>
      {icon && <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      {children}
    </AriaButton>
  );
}
