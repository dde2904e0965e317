import { useEffect, useEffectEvent } from 'react';

/** Does something when a single key of the keyboard is pressed, unless that goes into a field, a menu or a dialog. */
export function useShortcuts(isOn: boolean, act: (pressed: string) => boolean): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere()) return;
    if (act(event.key.toLowerCase())) event.preventDefault();
  });
  useEffect(() => {
    if (!isOn) return;
    // React Aria's buttons keep to themselves what is pressed on them.
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, [isOn]);
}

/** In a field, or with a dialog or a menu open. */
function isElsewhere(): boolean {
  return (
    document.querySelector('[role="menu"], [role="dialog"], [role="alertdialog"]') !== null ||
    document.activeElement?.matches('input:not([type="checkbox"], [type="radio"]), textarea, select') === true
  );
}
