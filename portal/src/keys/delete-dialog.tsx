import { useState } from 'react';
import { deleteKey, useKeys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { BulkFailures } from './bulk-failures.tsx';
import { leavesNoWorkingKey } from './key-action.ts';
import { KeyNames, subjectOf } from './key-names.tsx';
import { statusAt } from './key-status.ts';
import { LastWorkingKeyWarning } from './last-working-key-warning.tsx';
import { t } from './texts.ts';
import { bulkLabel, useBulk } from './use-bulk.ts';

/**
 * Deletes keys permanently, after their name or a confirmation word is typed; offers expiry, which can be
 * undone.
 */
export function DeleteDialog({
  keys,
  onClose,
  onExpireInstead,
  onDeleted,
}: {
  keys: readonly Key[];
  onClose: () => void;
  onExpireInstead: () => void;
  onDeleted?: (accessKeys: readonly string[]) => void;
}) {
  const all = useKeys().data ?? [];
  const now = useNow();
  const [typed, setTyped] = useState('');
  const bulk = useBulk(keys, removeKey, () => {
    announce(t('deleted', { subject: subjectOf(keys) }));
    onClose();
    onDeleted?.(keys.map(({ accessKey }) => accessKey));
  });
  const [only] = keys;
  const count = keys.length;
  const wanted = keys.length === 1 && only ? wordFor(only.name) : t('deleteWords', { count });
  const isConfirmed = typed.replaceAll(isolates, '').trim() === wanted;
  const works = keys.some((key) => statusAt(key, now) !== 'expired');
  return (
    <Dialog title={t('deleteTitle', { subject: subjectOf(keys) })} role="alertdialog" onClose={onClose}>
      <KeyNames keys={keys} />
      <Callout kind="danger">
        <p>
          {rich(t('deleteHelp', { count }))}
          {works && ` ${t('expireRather', { count })}`}
        </p>
        {works && (
          <Button size="small" onPress={onExpireInstead}>
            {t('expireInstead')}
          </Button>
        )}
      </Callout>
      {leavesNoWorkingKey(all, keys, now) && <LastWorkingKeyWarning />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isConfirmed) bulk.run();
        }}
      >
        <Field
          label={t('typeToConfirm', { word: wanted })}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          autoFocus
        />
        <BulkFailures failures={bulk.failures} of={keys.length} />
        <StillWaiting isBusy={bulk.isBusy} />
        <DialogActions>
          <Button onPress={onClose}>{commonText(bulk.failures.length > 0 ? 'close' : 'cancel')}</Button>
          <Button type="submit" kind="danger" isDisabled={!isConfirmed} isPending={bulk.isBusy}>
            {bulkLabel(bulk, t('deletePermanently'), t('deleting'))}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Copied along with a right-to-left name. */
const isolates = /[\u2068\u2069]/g;

/** Longer names get copied rather than typed, and then nobody reads them. */
const longestTyped = 30;

// The name, or a word when the name is hard to type: emoji, invisible characters, repeated spaces.
function wordFor(name: string): string {
  const plain = name.trim();
  const isEasy =
    plain.length <= longestTyped && /^[\p{L}\p{M}\p{N}\p{P}+<=>|$^~` ]+$/u.test(plain) && !/ {2}/.test(plain);
  return isEasy ? plain : t('deleteWord');
}

// A key that is already gone is what was asked for.
async function removeKey({ accessKey }: Key): Promise<undefined> {
  try {
    await deleteKey(accessKey);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'key_not_found')) throw error;
  }
}
