import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import type { KeyAction } from './key-action.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';
import './bulk-bar.css';

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
  const ofVerdict = (verdict: Key['use']['verdict']) =>
    keys.filter(({ use }) => use.verdict === verdict).length;
  const [inUse, stillCalled] = [ofVerdict('in_use'), ofVerdict('still_called')];
  const isEmpty = keys.length === 0;
  return (
    <section className="bulk-bar" aria-label={t('selectedKeys')}>
      <p role="status">
        <strong>{t('selected', { count: keys.length })}</strong>
        {inUse > 0 && <span>{t('selectedInUse', { count: inUse })}</span>}
        {stillCalled > 0 && <span>{t('selectedStillCalled', { count: stillCalled })}</span>}
        {hidden > 0 && <span>{t('selectedHidden', { count: hidden })}</span>}
      </p>
      <Button icon="calendar" isDisabled={isEmpty} onPress={() => onAction({ kind: 'extend', keys })}>
        {t('opensDialog', { action: t('extend') })}
      </Button>
      <Button
        icon="ban"
        isDisabled={keys.every((key) => statusAt(key, now) === 'expired')}
        onPress={() => onAction({ kind: 'expire', keys })}
      >
        {t('opensDialog', { action: t('expire') })}
      </Button>
      <Button icon="trash" isDisabled={isEmpty} onPress={() => onAction({ kind: 'delete', keys })}>
        {t('opensDialog', { action: t('delete') })}
      </Button>
      <Button kind="quiet" icon="cross" aria-label={t('clearSelection')} onPress={onClear} />
    </section>
  );
}
