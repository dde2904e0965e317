import { readSettings, type Settings } from './settings.ts';

/**
 * The name of the SSM parameter in which a deployed stage says what it was deployed with, so that the next
 * deployment can't drop a setting unnoticed.
 */
export const settingsParameterName = (stage: string) => `/latchkey/${stage}/settings`;

/** Long enough to recognize a value, and short enough for all settings to fit into a parameter (4 KB). */
const longestValue = 120;

/** The settings that are not at their defaults, with their values as JSON, the long ones cut. */
export function recordSettings({ stage: _, ...settings }: Settings): Record<string, string> {
  const changed = Object.entries(settings).flatMap(([name, value]) => {
    const text = JSON.stringify(value);
    if (value === undefined || text === defaults[name]) return [];
    return [[name, text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text]];
  });
  return Object.fromEntries(changed);
}

/** The default of a setting as JSON, or `none`. */
export function describeDefault(name: string): string {
  return defaults[name] ?? 'none';
}

const { senderEmail: _, ...known } = readSettings((name) =>
  // The sender has no default.
  name === 'senderEmail' ? 'nobody@nowhere.internal' : undefined,
);
const defaults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(known).map(([name, value]) => [name, JSON.stringify(value)]),
);
