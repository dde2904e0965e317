import { recall, remember } from '../ui/remembered.ts';

export type Theme = 'system' | 'light' | 'dark';

/** Light or dark as the system has it, unless somebody has chosen. */
export function currentTheme(): Theme {
  const stored = recall('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function setTheme(theme: Theme): void {
  remember('theme', theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = currentTheme();
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme;
}
