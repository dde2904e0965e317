import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { brandName } from '../shell/brand-name.ts';
import { commonText } from '../texts/common.ts';

/**
 * The heading of a page, and a line below it. Takes the focus after navigation, so that a screen reader starts here.
 * @param name the document's title, where the heading says more than the page's name
 * @param beside what stands beside the heading, and is no part of it
 */
export function PageTitle({
  title,
  name = title,
  beside,
  intro,
  children,
}: {
  title: string;
  name?: string;
  beside?: ReactNode;
  intro?: ReactNode;
  children?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    document.title = commonText('pageTitle', { title: name, brand: brandName() });
  }, [name]);
  useEffect(() => {
    const isNew = path !== shownPath;
    hasNavigated ||= isNew && shownPath !== undefined;
    shownPath = path;
    // A title that changes as the page loads must not take the focus from where somebody has gone by then.
    if (hasNavigated && (isNew || document.activeElement === document.body)) heading.current?.focus();
  }, [path]);
  return (
    <div className="page-title">
      <div>
        <div className="page-heading">
          <h1 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {beside}
        </div>
        {intro !== undefined && <p>{intro}</p>}
      </div>
      {children && <div className="page-actions">{children}</div>}
    </div>
  );
}

let shownPath: string | undefined;
// Screen readers read the first page from the top on their own.
let hasNavigated = false;
