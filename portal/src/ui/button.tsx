import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly size?: 'small';
  readonly icon?: IconName;
  /** The other buttons of a page are quiet beside its one primary; without children, only an icon. */
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/**
 * While `isPending`, the button keeps the focus and its width, and ignores presses. React Aria's own `isPending`
 * announces the button by a reference that dangles once the button is gone; here `StillWaiting` announces the
 * progress.
 */
export function Button({ kind = 'plain', size, icon, isPending = false, children, ...props }: ButtonProps) {
  const classes = [
    'button',
    kind,
    size,
    children === undefined && 'bare',
    icon && 'has-icon',
    isPending && 'pending',
  ];
  const busy = isPending
    ? ({ 'aria-disabled': 'true', type: 'button', onPress: () => undefined } as const)
    : {};
  return (
    <AriaButton {...props} {...busy} className={classes.filter(Boolean).join(' ')}>
      {isPending ? (
        <span className="spinner" />
      ) : (
        icon && <Icon name={icon} size={size === 'small' ? 14 : 16} />
      )}
      {children !== undefined && <span className="label">{children}</span>}
    </AriaButton>
  );
}
