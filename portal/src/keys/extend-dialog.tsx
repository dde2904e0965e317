import { useState } from 'react';
import { useAccount } from '../api/account.ts';
import { moveExpiry, useRefreshKeys } from '../api/keys.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { extensionStart } from '../time/presets.ts';
import { now } from '../time/server-time.ts';
import { announceChange } from '../ui/announce-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { extendVerb, keysToExtend } from './affected-keys.ts';
import { BulkFailures } from './bulk-failures.tsx';
import { ExpiryChoice } from './expiry-choice.tsx';
import { type ExpiryValue, isComplete, toExpiresAt } from './expiry-value.ts';
import { KeyNames, NothingToChange, subjectOf } from './key-names.tsx';
import { statusAt } from './key-status.ts';
import { useLifetime } from './lifetime.ts';
import { t } from './texts.ts';
import { useLatestFacts } from './use-at-stake.ts';
import { bulkLabel, useBulk } from './use-bulk.ts';
import { UseNotice } from './use-notice.tsx';

/** Sets a new date: extends working keys, restores expired ones, or gives a key its first date. */
export function ExtendDialog({ keys: chosen, onClose }: { keys: readonly Key[]; onClose: () => void }) {
  const { timeZone } = useAccount();
  const { latestDay, suggestedDays } = useLifetime();
  const refresh = useRefreshKeys();
  const present = useNow();
  const [expiry, setExpiry] = useState<ExpiryValue>(suggestedDays);
  const { affected: keys, leftOut } = keysToExtend(chosen);
  const known = useLatestFacts(keys);
  const one = keys.length === 1 ? keys[0] : undefined;
  const restores = keys.some((key) => statusAt(key, present) === 'expired');
  const isFirstDate = one?.expiresAt === null;
  const verb = extendVerb(keys, present);
  const newDate = (key: Key) =>
    toExpiresAt(expiry, extensionStart(key.expiresAt, now()), timeZone, latestDay);
  const bulk = useBulk(
    keys,
    async (key) => {
      const expiresAt = newDate(key);
      return expiresAt === undefined ? undefined : await moveExpiry(key, expiresAt);
    },
    (changes) => {
      const done = isFirstDate ? 'hasSetDate' : verb === 'restore' ? 'hasRestored' : 'hasExtended';
      announceChange(t(done, { subject: subjectOf(keys) }), changes, refresh);
      onClose();
    },
  );
  if (keys.length === 0) return <NothingToChange what="extend" leftOut={leftOut} onClose={onClose} />;
  return (
    <Dialog title={t(`${verb}Title`, { subject: subjectOf(keys) })} onClose={onClose}>
      <UseNotice of={known} />
      <KeyNames keys={known} leftOut={leftOut} reason={t('neverExpireSkipped', { count: leftOut.length })} />
      <p>
        {t(restores ? 'restoresHelp' : 'extendsHelp')}
        {!one && ` ${t('addedTime')}`}
      </p>
      <ExpiryChoice
        value={expiry}
        onChange={setExpiry}
        from={one && extensionStart(one.expiresAt, present)}
        isExtension={verb !== 'restore' && !isFirstDate}
        offersNever={!isFirstDate}
      />
      <BulkFailures failures={bulk.failures} of={keys.length} />
      <StillWaiting isBusy={bulk.isBusy} />
      <DialogActions>
        <Button onPress={onClose}>{commonText(bulk.failures.length > 0 ? 'close' : 'cancel')}</Button>
        <Button
          kind="primary"
          isPending={bulk.isBusy}
          isDisabled={bulk.remaining.length === 0 || !isComplete(expiry, timeZone)}
          onPress={bulk.run}
        >
          {bulkLabel(bulk, t(verb), commonText('saving'))}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
