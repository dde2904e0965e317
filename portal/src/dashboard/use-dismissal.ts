import { useState } from 'react';
import { readPreference, writePreference } from '../ui/preferences.ts';

/** Dismissing hides only the facts that were shown. Remembered per account in this browser. */
export function useDismissal(accountId: string, facts: readonly string[]) {
  const name = `dismissed.${accountId}`;
  const [dismissed, setDismissed] = useState(() => recallFacts(name));
  const change = (next: readonly string[]) => {
    setDismissed(next);
    writePreference(name, next);
  };
  return {
    isDismissed: facts.length > 0 && facts.every((fact) => dismissed.includes(fact)),
    dismiss: () => change(facts),
    show: () => change([]),
  };
}

function recallFacts(name: string): readonly string[] {
  const stored = readPreference(name);
  return Array.isArray(stored) ? stored.filter((fact) => typeof fact === 'string') : [];
}
