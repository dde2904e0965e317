import { useSyncExternalStore } from 'react';
import { commonText } from '../texts/common.ts';
import { readPreference, writePreference } from '../ui/preferences.ts';

export type Theme = 'system' | 'light' | 'dark';

export const themes: readonly { readonly id: Theme; readonly label: string }[] = [
  { id: 'system', label: commonText('themeSystem') },
  { id: 'light', label: commonText('themeLight') },
  { id: 'dark', label: commonText('themeDark') },
];

const listeners = new Set<() => void>();

/** Follows the system unless a person has chosen. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, currentTheme), choose];
}

export function applyTheme(): void {
  const theme = currentTheme();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function currentTheme(): Theme {
  const stored = readPreference('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function choose(theme: Theme): void {
  writePreference('theme', theme);
  applyTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
