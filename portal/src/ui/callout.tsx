import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import './callout.css';

/** A banner: one fact, and one action at most. Only danger has an icon. */
export function Callout({ kind, children }: { kind: 'info' | 'warn' | 'danger'; children: ReactNode }) {
  return (
    <div className={`callout ${kind}`}>
      {kind === 'danger' && <Icon name="alert" />}
      <div>{children}</div>
    </div>
  );
}
