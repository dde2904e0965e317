import { useState } from 'react';

/**
 * A choice that this browser remembers. Choices alone: nothing of a key belongs into the storage.
 * @param isValid what an older version, or somebody's hand, has left there may be anything
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
    // The browser keeps nothing; the choice holds until the page is left.
  }
}
