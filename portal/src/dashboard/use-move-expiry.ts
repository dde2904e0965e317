import { useState } from 'react';
import { useAccount } from '../api/account.ts';
import { moveExpiry, useRefreshKeys } from '../api/keys.ts';
import { UnreachableError } from '../api/problem.ts';
import type { Key } from '../api/types.ts';
import { useLifetime } from '../keys/lifetime.ts';
import { endingDay } from '../time/format.ts';
import { extensionStart, lastDay } from '../time/presets.ts';
import { now } from '../time/server-time.ts';
import { announceChange } from '../ui/announce-change.ts';
import { t } from './texts.ts';

/** Restores or extends a key by some days, at once, and offers to undo it. */
export function useMoveExpiry(key: Key) {
  const { timeZone } = useAccount();
  const { latestDay } = useLifetime();
  const refresh = useRefreshKeys();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const move = async (days: number) => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      const expiresAt = lastDay(days, extensionStart(key.expiresAt, now()), timeZone, latestDay);
      const after = await moveExpiry(key, expiresAt);
      const ending = endingDay(after.key.expiresAt ?? '', timeZone);
      const isRestored = Date.parse(key.expiresAt ?? '') <= now();
      announceChange(
        t(isRestored ? 'worksAgain' : 'works', { name: key.name, ending }),
        [{ before: key.expiresAt, after }],
        refresh,
      );
      await refresh();
    } catch (reason) {
      setError(reason);
      if (!(reason instanceof UnreachableError)) await refresh();
    } finally {
      setBusy(false);
    }
  };
  return { move: (days: number) => void move(days), isBusy, error };
}
