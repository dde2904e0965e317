import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import type { KeyAction } from './key-action.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

/** Actions on several keys at once: on those that are shown, never on what a search or filter hides. */
export function BulkBar({
  keys,
  hidden,
  onAction,
  onClear,
}: {
  keys: readonly Key[];
  /** How many more are selected but not shown. */
  hidden: number;
  onAction: (action: KeyAction) => void;
  onClear: () => void;
}) {
  const now = useNow();
  const isEmpty = keys.length === 0;
  return (
    <section className="bulk-bar" aria-label={t('selectedKeys')}>
      <span role="status">
        <strong>{t('selected', { count: keys.length })}</strong>
        {hidden > 0 && ` ${t('selectedHidden', { count: hidden })}`}
      </span>
      <Button size="small" isDisabled={isEmpty} onPress={() => onAction({ kind: 'extend', keys })}>
        {t('opensDialog', { action: t('extend') })}
      </Button>
      <Button
        size="small"
        isDisabled={keys.every((key) => statusAt(key, now) === 'expired')}
        onPress={() => onAction({ kind: 'expire', keys })}
      >
        {t('opensDialog', { action: t('expireNow') })}
      </Button>
      <Button
        size="small"
        kind="danger"
        isDisabled={isEmpty}
        onPress={() => onAction({ kind: 'delete', keys })}
      >
        {t('opensDialog', { action: t('delete') })}
      </Button>
      <Button size="small" kind="quiet" onPress={onClear}>
        {t('clearSelection')}
      </Button>
    </section>
  );
}
