import type { Key } from '../api/types.ts';
import { plural } from '../time/format.ts';

const shownNames = 6;

/** The subject of a dialog: "“Nightly job”" or "3 keys". */
export function subjectOf(keys: readonly Key[]): string {
  return keys.length === 1 ? `“${keys[0]?.name}”` : plural(keys.length, 'key');
}

/** The names of several keys; nothing for a single one, which the title names. */
export function KeyNames({ keys }: { keys: readonly Key[] }) {
  if (keys.length < 2) return null;
  return (
    <ul className="key-names">
      {keys.slice(0, shownNames).map(({ accessKey, name }) => (
        <li key={accessKey}>{name}</li>
      ))}
      {keys.length > shownNames && <li className="muted">and {keys.length - shownNames} more</li>}
    </ul>
  );
}
