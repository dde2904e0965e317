import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { count, plural } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { statusAt } from '../ui/key-facts.tsx';
import type { KeyAction } from './key-action.ts';

/** Actions on several keys at once: on those that are shown, never on what a search or filter hides. */
export function BulkBar({
  keys,
  hidden,
  onAction,
  onClear,
}: {
  keys: readonly Key[];
  /** How many more are selected but not shown. */
  hidden: number;
  onAction: (action: KeyAction) => void;
  onClear: () => void;
}) {
  const now = useNow();
  const isEmpty = keys.length === 0;
  return (
    <section className="bulk-bar" aria-label="Selected keys">
      <span role="status">
        <strong>{plural(keys.length, 'key')} selected</strong>
        {hidden > 0 && ` (${count(hidden)} more hidden by the search or filter, and left alone)`}
      </span>
      <Button size="small" isDisabled={isEmpty} onPress={() => onAction({ kind: 'extend', keys })}>
        Extend…
      </Button>
      <Button
        size="small"
        isDisabled={keys.every((key) => statusAt(key, now) === 'expired')}
        onPress={() => onAction({ kind: 'expire', keys })}
      >
        Expire now…
      </Button>
      <Button
        size="small"
        kind="danger"
        isDisabled={isEmpty}
        onPress={() => onAction({ kind: 'delete', keys })}
      >
        Delete…
      </Button>
      <Button size="small" kind="quiet" onPress={onClear}>
        Clear selection
      </Button>
    </section>
  );
}
