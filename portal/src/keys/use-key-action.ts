import { useRef, useState } from 'react';
import type { KeyAction } from './key-action.ts';

/**
 * The current action on keys. When one dialog leads to another, closing the last returns the focus to what
 * opened the first: the dialogs themselves would return it only to each other.
 */
export function useKeyAction() {
  const [action, setAction] = useState<KeyAction>();
  const opener = useRef<Element | null>(null);
  const change = (next: KeyAction | undefined) => {
    if (action === undefined) opener.current = document.activeElement;
    setAction(next);
    if (next === undefined) setTimeout(() => returnFocus(opener.current), focusReturnMs);
  };
  return [action, change] as const;
}

/** After the dialog's own attempt to return it. */
const focusReturnMs = 50;

function returnFocus(opener: Element | null): void {
  if (document.activeElement !== document.body) return;
  const target = opener?.isConnected ? opener : document.querySelector('h1');
  if (target instanceof HTMLElement) target.focus();
}
