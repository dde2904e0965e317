import { useCallback, useRef, useState } from 'react';
import type { KeyAction } from './key-action.ts';
import { rememberRows } from './next-row.ts';

/**
 * The current action on keys. When one dialog leads to another, closing the last returns the focus to what
 * opened the first: the dialogs themselves would return it only to each other. If that has gone with its row, the
 * focus goes to the next.
 */
export function useKeyAction() {
  const [action, setAction] = useState<KeyAction>();
  const isOpen = useRef(false);
  const opener = useRef<Element | null>(null);
  const successor = useRef<() => HTMLElement | null>(() => null);
  // The same function at all times, for the rows of the list.
  const change = useCallback((next: KeyAction | undefined) => {
    if (!isOpen.current) {
      opener.current = document.activeElement;
      successor.current = rememberRows(opener.current);
    }
    isOpen.current = next !== undefined;
    // What was pressed reacts at once, on a slow machine too; the dialog follows.
    if (next !== undefined) return afterPaint(() => setAction(next));
    setAction(undefined);
    setTimeout(() => returnFocus(opener.current, successor.current), focusReturnMs);
  }, []);
  return [action, change] as const;
}

/** After the dialog's own attempt to return it. */
const focusReturnMs = 50;

function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}

function returnFocus(opener: Element | null, successor: () => HTMLElement | null): void {
  if (document.activeElement !== document.body) return;
  // A dialog that a link has opened has none: then on from the page's start.
  const isThere = opener?.isConnected && opener !== document.body;
  const target = isThere ? opener : (successor() ?? document.querySelector('h1'));
  if (target instanceof HTMLElement) target.focus();
}
