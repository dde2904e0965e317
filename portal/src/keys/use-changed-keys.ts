import { useEffect, useRef, useState } from 'react';
import type { Key } from '../api/types.ts';

/** As long as the flash of a row takes. */
const flashMs = 800;

const none: ReadonlySet<string> = new Set();

/** The access keys of those that are new or have changed while the list was open, until they have been pointed out. */
export function useChangedKeys(keys: readonly Key[]): ReadonlySet<string> {
  const [changed, setChanged] = useState(none);
  const known = useRef<ReadonlyMap<string, string>>(undefined);
  useEffect(() => {
    const versions = new Map(keys.map((key) => [key.accessKey, versionOf(key)]));
    const before = known.current ?? versions;
    known.current = versions;
    const different = [...versions].filter(([accessKey, version]) => before.get(accessKey) !== version);
    if (different.length > 0) setChanged(new Set(different.map(([accessKey]) => accessKey)));
  }, [keys]);
  useEffect(() => {
    if (changed.size === 0) return;
    const timer = setTimeout(() => setChanged(none), flashMs);
    return () => clearTimeout(timer);
  }, [changed]);
  return changed;
}

/** What somebody has decided of a key: neither its use nor its status, which change by themselves. */
function versionOf({ name, description, expiresAt, updatedAt }: Key): string {
  return JSON.stringify([name, description, expiresAt, updatedAt]);
}
