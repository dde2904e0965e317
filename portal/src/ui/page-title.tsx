import { type ReactNode, useEffect, useRef } from 'react';

/** The heading of a page. Takes the focus when the page has been come to, so that a screen reader starts here. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Latchkey`;
    if (hasNavigated) heading.current?.focus();
    hasNavigated = true;
  }, [title]);
  return (
    <div className="page-title">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div className="page-actions">{children}</div>}
    </div>
  );
}

// The first page is read from its top by itself.
let hasNavigated = false;
