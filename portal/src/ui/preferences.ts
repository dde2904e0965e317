import { useState } from 'react';

/**
 * A preference that this browser remembers. Preferences only: key data never goes into storage.
 * @param isValid guards against whatever an older version or a person has left in storage
 */
export function usePreference<Value>(
  name: string,
  start: Value,
  isValid: (value: unknown) => value is Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    const stored = readPreference(name);
    return isValid(stored) ? stored : start;
  });
  const change = (next: Value) => {
    setValue(next);
    writePreference(name, next);
  };
  return [value, change];
}

export function readPreference(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`latchkey.${name}`) ?? 'null');
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: unknown): void {
  try {
    localStorage.setItem(`latchkey.${name}`, JSON.stringify(value));
  } catch {
    // Storage is unavailable; the choice lasts until the page is closed.
  }
}
