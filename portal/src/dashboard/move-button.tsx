import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { resolveExpiry } from '../keys/expiry-value.ts';
import { useLifetime } from '../keys/lifetime.ts';
import { endingDay } from '../time/format.ts';
import { extensionStart, presets } from '../time/presets.ts';
import { now } from '../time/server-time.ts';
import { ErrorMessage } from '../ui/error-message.tsx';
import { SplitButton } from '../ui/split-button.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { t } from './texts.ts';
import { useMoveExpiry } from './use-move-expiry.ts';

/** Restores or extends a key at once; the chevron has other times. */
export function MoveButton({
  of: key,
  isExpired,
  kind,
}: {
  of: Key;
  isExpired: boolean;
  kind: 'primary' | 'plain';
}) {
  const { timeZone } = useAccount();
  const { latestDay, suggestedDays, offer } = useLifetime();
  const { move, isBusy, error } = useMoveExpiry(key);
  return (
    <>
      <SplitButton
        kind={kind}
        label={t(isExpired ? 'restoreKey' : 'extendKey', { name: key.name })}
        moreLabel={t(isExpired ? 'restoreKeyFor' : 'extendKeyBy', { name: key.name })}
        entries={offer(presets).map(({ days, label: time }) => ({
          id: String(days),
          label: t(isExpired ? 'forTime' : 'addTime', { time }),
          detail: endingDay(
            resolveExpiry(days, extensionStart(key.expiresAt, now()), timeZone, latestDay) ?? '',
            timeZone,
          ),
          onSelect: () => move(days),
        }))}
        isPending={isBusy}
        onPress={() => move(suggestedDays)}
      >
        {t(isExpired ? 'restore' : 'extend')}
      </SplitButton>
      <StillWaiting isBusy={isBusy} />
      {error ? <ErrorMessage error={error} /> : null}
    </>
  );
}
