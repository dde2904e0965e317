import { useRef, useState } from 'react';
import type { KeyAction } from './key-action.ts';

/**
 * What has been asked to do with keys. Where one dialog follows another, the focus goes back to where the first was opened from
 * when the last is closed: the dialogs themselves know only of each other.
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

/** After the dialog's own attempt. */
const focusReturnMs = 50;

function returnFocus(opener: Element | null): void {
  if (document.activeElement !== document.body) return;
  const target = opener?.isConnected ? opener : document.querySelector('h1');
  if (target instanceof HTMLElement) target.focus();
}
