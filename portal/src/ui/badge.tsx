import type { ReactNode } from 'react';

/** A key's status as a shape and words: the shape tells it where colours don't. */
export function Badge({
  status,
  children,
}: {
  status: 'active' | 'expiring' | 'expired' | 'quiet';
  children: ReactNode;
}) {
  return (
    <span className={`badge ${status}`}>
      <span>{children}</span>
    </span>
  );
}
