import { useAccount } from '../api/account.ts';
import type { ListedKey } from '../api/types.ts';
import { totalsOf } from './key-use.tsx';
import { t } from './texts.ts';

/** How near the account is to its limit, and how much it is used. */
export function InventoryFacts({ keys }: { keys: readonly ListedKey[] }) {
  const { keyLimit } = useAccount();
  const isCounted = keys.some(({ use }) => use.since !== null);
  return (
    <>
      {t('ofLimit', { count: keys.length, limit: keyLimit })}{' '}
      {isCounted && (
        <span className="calls-of-all">
          {t('callsOfAll', totalsOf(keys.flatMap(({ days = [] }) => days)))}
        </span>
      )}
    </>
  );
}
