import type { Key } from '../api/types.ts';
import { plural } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import type { KeyAction } from './key-action.ts';

/** Actions on several keys at once. */
export function BulkBar({
  keys,
  onAction,
  onClear,
}: {
  keys: readonly Key[];
  onAction: (action: KeyAction) => void;
  onClear: () => void;
}) {
  return (
    <section className="bulk-bar" aria-label="Selected keys">
      <strong role="status">{plural(keys.length, 'key')} selected</strong>
      <Button size="small" onPress={() => onAction({ kind: 'extend', keys })}>
        Extend…
      </Button>
      <Button size="small" onPress={() => onAction({ kind: 'expire', keys })}>
        Expire now…
      </Button>
      <Button size="small" kind="danger" onPress={() => onAction({ kind: 'delete', keys })}>
        Delete…
      </Button>
      <Button size="small" kind="quiet" onPress={onClear}>
        Clear selection
      </Button>
    </section>
  );
}
