import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { exact } from '../time/format.ts';
import { Callout } from '../ui/advice.tsx';

/** Shows what somebody else has changed in a key while it was being edited here. */
export function ChangedMeanwhile({ before, after }: { before: Key; after: Key }) {
  const { timeZone } = useAccount();
  const date = (value: string | null) => (value === null ? 'never' : exact(value, timeZone));
  const changes = [
    { label: 'Name', from: before.name, to: after.name },
    { label: 'Description', from: before.description ?? 'none', to: after.description ?? 'none' },
    { label: 'Expires', from: date(before.expiresAt), to: date(after.expiresAt) },
  ].filter(({ from, to }) => from !== to);
  return (
    <div role="alert">
      <Callout kind="warn">
        <p>
          <strong>Somebody changed this key while you were editing it.</strong> Nothing of yours is lost:
          compare, then save again or cancel.
        </p>
        <ul>
          {changes.map(({ label, from, to }) => (
            <li key={label}>
              {label}: <del>{from}</del> is now <ins>{to}</ins>
            </li>
          ))}
          {changes.length === 0 && <li>It has the same name, description and date as before.</li>}
        </ul>
      </Callout>
    </div>
  );
}
