import type { Key } from '../api/types.ts';
import { statusAt } from './key-status.ts';

/** The keys that an action changes, and those that it leaves as they are. */
export interface AffectedKeys {
  readonly affected: readonly Key[];
  readonly leftOut: readonly Key[];
}

/** Extending a key that never expires would shorten its life: only on its own, as setting an expiration date. */
export function keysToExtend(keys: readonly Key[]): AffectedKeys {
  return keys.length === 1
    ? { affected: keys, leftOut: [] }
    : split(keys, ({ expiresAt }) => expiresAt !== null);
}

/** Keys that have expired can't expire again. */
export function keysToExpire(keys: readonly Key[], now: number): AffectedKeys {
  return split(keys, (key) => statusAt(key, now) !== 'expired');
}

/** What extending is called: by what it means to these keys. */
export function extendVerb(
  keys: readonly Key[],
  now: number,
): 'setDate' | 'extend' | 'restore' | 'restoreOrExtend' {
  const expired = keys.filter((key) => statusAt(key, now) === 'expired').length;
  if (keys.length === 1 && keys[0]?.expiresAt === null) return 'setDate';
  if (expired === 0) return 'extend';
  return expired === keys.length ? 'restore' : 'restoreOrExtend';
}

/** The selected keys that the list shows on any of its pages, and how many a search or filter hides. */
export function visibleSelection(found: readonly Key[], selected: ReadonlySet<string>, all: readonly Key[]) {
  const isSelected = ({ accessKey }: Key) => selected.has(accessKey);
  const visible = found.filter(isSelected);
  return { visible, hidden: all.filter(isSelected).length - visible.length };
}

function split(keys: readonly Key[], isAffected: (key: Key) => boolean): AffectedKeys {
  return { affected: keys.filter(isAffected), leftOut: keys.filter((key) => !isAffected(key)) };
}
