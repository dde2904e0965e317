import { readPreference, writePreference } from '../ui/preferences.ts';

export type Theme = 'system' | 'light' | 'dark';

/** Follows the system unless a person has chosen. */
export function currentTheme(): Theme {
  const stored = readPreference('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function setTheme(theme: Theme): void {
  writePreference('theme', theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = currentTheme();
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme;
}
