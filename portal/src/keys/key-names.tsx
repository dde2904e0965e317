import type { Key } from '../api/types.ts';
import { plural } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';

/** The subject of a dialog: "“Nightly job”" or "3 keys". */
export function subjectOf(keys: readonly Key[]): string {
  return keys.length === 1 ? `“${keys[0]?.name}”` : plural(keys.length, 'key');
}

/**
 * Names every key that will change, and those that are left out. Nothing for a single key, which the title
 * names.
 */
export function KeyNames({
  keys,
  leftOut = [],
  reason = '',
}: {
  keys: readonly Key[];
  leftOut?: readonly Key[];
  /** Why keys are left out: "never expire". */
  reason?: string;
}) {
  return (
    <>
      {keys.length > 1 && <NameList label="Keys that will change" keys={keys} />}
      {leftOut.length > 0 && (
        <>
          <p className="hint">
            {plural(leftOut.length, 'selected key')} {inSingular(reason, leftOut.length)} and won’t change:
          </p>
          <NameList label="Keys that won’t change" keys={leftOut} />
        </>
      )}
    </>
  );
}

/** Replaces a dialog whose action applies to none of the selected keys. */
export function NothingToChange({
  what,
  leftOut,
  onClose,
}: {
  what: 'extend' | 'expire';
  leftOut: readonly Key[];
  onClose: () => void;
}) {
  return (
    <Dialog title={`Nothing to ${what}`} onClose={onClose}>
      <p>
        {what === 'extend'
          ? 'The selected keys never expire. To give one an expiration date, edit it.'
          : 'The selected keys have expired already.'}
      </p>
      <NameList label="Selected keys" keys={leftOut} />
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

// In full, however long: nobody confirms what they can't see. Focusable, so that a keyboard scrolls it.
function NameList({ label, keys }: { label: string; keys: readonly Key[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <section className="key-names" aria-label={label} tabIndex={0}>
      <ul>
        {keys.map(({ accessKey, name }) => (
          <li key={accessKey}>{name}</li>
        ))}
      </ul>
    </section>
  );
}

function inSingular(reason: string, count: number): string {
  return count === 1 ? reason.replace(/^never expire$/, 'never expires').replace(/^have/, 'has') : reason;
}
