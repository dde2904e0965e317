import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { describeUse } from '../use/describe-use.ts';
import { t } from './texts.ts';
import { mostAtStakeFirst, stakeOf } from './use-at-stake.ts';
import './key-dialogs.css';

/** The subject of a dialog: "“Nightly job”" or "3 keys". */
export function subjectOf(keys: readonly Key[]): string {
  return keys.length === 1
    ? t('quoted', { name: keys[0]?.name ?? '' })
    : t('several', { count: keys.length });
}

/**
 * Names every key that will change with its use, those in use first, and those that are left out. Nothing for a
 * single key, which the title names.
 */
export function KeyNames({
  keys,
  leftOut = [],
  reason = '',
}: {
  keys: readonly Key[];
  leftOut?: readonly Key[];
  /** Why they are left out, as a sentence that ends with a colon. */
  reason?: string;
}) {
  return (
    <>
      {keys.length > 1 && <NameList label={t('willChange')} keys={keys} />}
      {leftOut.length > 0 && (
        <>
          <p className="hint">{reason}</p>
          <NameList label={t('willNotChange')} keys={leftOut} />
        </>
      )}
    </>
  );
}

/** Replaces a dialog whose action applies to none of the selected keys. */
export function NothingToChange({
  what,
  leftOut,
  onClose,
}: {
  what: 'extend' | 'expire';
  leftOut: readonly Key[];
  onClose: () => void;
}) {
  return (
    <Dialog title={t(what === 'extend' ? 'nothingToExtend' : 'nothingToExpire')} onClose={onClose}>
      <p>{t(what === 'extend' ? 'nothingToExtendHelp' : 'nothingToExpireHelp')}</p>
      <NameList label={t('selectedKeys')} keys={leftOut} />
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onClose}>
          {commonText('close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

// In full, however long: nobody confirms what they can't see. Focusable, so that a keyboard scrolls it.
function NameList({ label, keys }: { label: string; keys: readonly Key[] }) {
  const { timeZone } = useAccount();
  const now = useNow();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <section className="key-names" aria-label={label} tabIndex={0}>
      <ul>
        {mostAtStakeFirst(keys, now).map((key) => (
          <li key={key.accessKey} className={stakeOf(key, now)}>
            <bdi>{key.name}</bdi>
            <small>{describeUse(key, now, timeZone)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
