import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** A box for what should not be overlooked. */
export function Callout({ kind, children }: { kind: 'info' | 'warn' | 'danger'; children: ReactNode }) {
  return (
    <div className={`callout ${kind}`}>
      <Icon name={kind === 'info' ? 'key' : 'alert'} />
      <div>{children}</div>
    </div>
  );
}
