import { useState } from 'react';
import { deleteKey, useKeys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { BulkFailures } from './bulk-failures.tsx';
import { leavesNoWorkingKey } from './key-action.ts';
import { KeyNames, subjectOf } from './key-names.tsx';
import { statusAt } from './key-status.ts';
import { LastWorkingKeyWarning } from './last-working-key-warning.tsx';
import { t } from './texts.ts';
import { stakeOf, useLatestFacts } from './use-at-stake.ts';
import { bulkLabel, useBulk } from './use-bulk.ts';
import { UseNotice } from './use-notice.tsx';

/**
 * Deletes keys permanently, after saying who still calls them. Expiry, which can be undone, is the default for a
 * key in use; to delete one that is or may be in use, its name or a confirmation word is typed.
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
  const known = useLatestFacts(keys);
  const now = useNow();
  const [typed, setTyped] = useState('');
  const bulk = useBulk(keys, removeKey, () => {
    announce(t('deleted', { subject: subjectOf(keys) }));
    onClose();
    onDeleted?.(keys.map(({ accessKey }) => accessKey));
  });
  const count = keys.length;
  const stakes = known.map((key) => stakeOf(key, now));
  const wanted = stakes.some((stake) => stake !== 'none') ? wordsFor(keys) : undefined;
  const isConfirmed = wanted === undefined || typed.replaceAll(isolates, '').trim() === wanted;
  const works = keys.some((key) => statusAt(key, now) !== 'expired');
  const isExpiryBetter = works && stakes.includes('in-use');
  const expireInstead = works && (
    <Button kind={isExpiryBetter ? 'primary' : 'plain'} onPress={onExpireInstead}>
      {t('expireInstead')}
    </Button>
  );
  return (
    <Dialog title={t('deleteTitle', { subject: subjectOf(keys) })} role="alertdialog" onClose={onClose}>
      <UseNotice of={known} stops />
      <KeyNames keys={known} />
      <p>{rich(t('deleteHelp', { count }))}</p>
      {works && <p>{t('expireRather', { count })}</p>}
      {leavesNoWorkingKey(all, keys, now) && <LastWorkingKeyWarning />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isConfirmed) bulk.run();
        }}
      >
        {wanted !== undefined && (
          <Field
            label={t('typeToConfirm', { word: wanted })}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
          />
        )}
        <BulkFailures failures={bulk.failures} of={keys.length} />
        <StillWaiting isBusy={bulk.isBusy} />
        <DialogActions>
          <Button onPress={onClose} autoFocus>
            {commonText(bulk.failures.length > 0 ? 'close' : 'cancel')}
          </Button>
          {!isExpiryBetter && expireInstead}
          <Button type="submit" kind="danger" isDisabled={!isConfirmed} isPending={bulk.isBusy}>
            {bulkLabel(bulk, t('deletePermanently'), t('deleting'))}
          </Button>
          {isExpiryBetter && expireInstead}
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
function wordsFor(keys: readonly Key[]): string {
  const [only] = keys;
  if (keys.length !== 1 || only === undefined) return t('deleteWords', { count: keys.length });
  const plain = only.name.trim();
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
