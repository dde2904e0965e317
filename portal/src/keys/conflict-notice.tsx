import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { ending } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';

/** Shows what somebody else changed in a key while it was being edited here. */
export function ConflictNotice({ before, after }: { before: Key; after: Key }) {
  const { timeZone } = useAccount();
  const date = (value: string | null) => (value === null ? 'never' : ending(value, timeZone));
  const changes = [
    { label: 'Name', from: before.name, to: after.name },
    { label: 'Description', from: before.description ?? 'none', to: after.description ?? 'none' },
    { label: 'Expires', from: date(before.expiresAt), to: date(after.expiresAt) },
  ].filter(({ from, to }) => from !== to);
  return (
    <div role="alert">
      <Callout kind="warn">
        <p>
          <strong>This key has changed since you opened it.</strong> Your edits are still here. Review the
          changes, then save anyway or cancel.
        </p>
        <ul>
          {changes.map(({ label, from, to }) => (
            <li key={label}>
              {label}: <del>{from}</del> is now <ins>{to}</ins>
            </li>
          ))}
          {changes.length === 0 && <li>Its name, description and date are the same as before.</li>}
        </ul>
      </Callout>
    </div>
  );
}
