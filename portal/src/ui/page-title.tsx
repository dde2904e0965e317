import { type ReactNode, useEffect, useRef } from 'react';
import { commonText } from '../texts/common.ts';

/** The heading of a page. Takes the focus after navigation, so that a screen reader starts here. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = commonText('pageTitle', { title });
    if (hasNavigated) heading.current?.focus();
    hasNavigated = true;
  }, [title]);
  return (
    <div className="page-title">
      <h1 ref={heading} tabIndex={-1}>
        <bdi>{title}</bdi>
      </h1>
      {children && <div className="page-actions">{children}</div>}
    </div>
  );
}

// Screen readers read the first page from the top on their own.
let hasNavigated = false;
