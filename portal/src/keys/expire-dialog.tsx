import { useState } from 'react';
import { expireKey, useKeys, useRefreshKeys } from '../api/keys.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { announceChange } from '../ui/announce-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { keysToExpire } from './affected-keys.ts';
import { BulkFailures } from './bulk-failures.tsx';
import { leavesNoWorkingKey } from './key-action.ts';
import { KeyNames, NothingToChange, subjectOf } from './key-names.tsx';
import { LastWorkingKeyWarning } from './last-working-key-warning.tsx';
import { t } from './texts.ts';
import { useLatestFacts } from './use-at-stake.ts';
import { bulkLabel, useBulk } from './use-bulk.ts';
import { UseNotice } from './use-notice.tsx';

/** Expires keys right away, after saying who still calls them and what that means. */
export function ExpireDialog({ keys: chosen, onClose }: { keys: readonly Key[]; onClose: () => void }) {
  const refresh = useRefreshKeys();
  const all = useKeys().data ?? [];
  const now = useNow();
  // As of the opening: what is shown to change stays what changes.
  const [{ affected: keys, leftOut }] = useState(() => keysToExpire(chosen, now));
  const known = useLatestFacts(keys);
  const count = keys.length;
  const bulk = useBulk(
    keys,
    (key) => expireKey(key.accessKey),
    (changes) => {
      announceChange(t('hasExpiredKeys', { subject: subjectOf(keys), count }), changes, refresh);
      onClose();
    },
  );
  if (keys.length === 0) return <NothingToChange what="expire" leftOut={leftOut} onClose={onClose} />;
  return (
    <Dialog title={t('expireTitle', { subject: subjectOf(keys) })} role="alertdialog" onClose={onClose}>
      <UseNotice of={known} stops />
      <KeyNames keys={known} leftOut={leftOut} reason={t('expiredSkipped', { count: leftOut.length })} />
      <p>{rich(t('expireHelp', { count }))}</p>
      {leavesNoWorkingKey(all, keys, now) && <LastWorkingKeyWarning />}
      <BulkFailures failures={bulk.failures} of={keys.length} />
      <StillWaiting isBusy={bulk.isBusy} />
      <DialogActions>
        <Button onPress={onClose} autoFocus>
          {commonText(bulk.failures.length > 0 ? 'close' : 'cancel')}
        </Button>
        <Button
          kind="danger"
          isPending={bulk.isBusy}
          isDisabled={bulk.remaining.length === 0}
          onPress={bulk.run}
        >
          {bulkLabel(bulk, t('expireNow'), t('expiringNow'))}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
