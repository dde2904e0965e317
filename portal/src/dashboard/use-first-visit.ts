import { useEffect, useState } from 'react';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { usePreference } from '../ui/preferences.ts';

/**
 * Somebody with the first key and nothing done with it yet, until its first call or until they skip the steps. One
 * who sees that call come in may look at it for as long as the page stays.
 */
export function useFirstVisit(keys: readonly Key[] | undefined) {
  const { accountId } = useAccount();
  const [isOver, setOver] = usePreference(`first-steps.${accountId}`, false, (value) => value === true);
  const [hasBegun, setBegun] = useState(false);
  const only = keys?.length === 1 ? keys[0] : undefined;
  const isUntouched = only?.default === true && only.expiresAt === null && only.updatedAt === only.createdAt;
  const isShown = isUntouched && !isOver && (only.lastUsedAt === null || hasBegun);
  useEffect(() => {
    if (isShown) setBegun(true);
  }, [isShown]);
  return { key: isShown ? only : undefined, skip: () => setOver(true) };
}
