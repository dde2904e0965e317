import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { t } from './texts.ts';
import './shortcuts-dialog.css';

const shortcuts = [
  ['/', 'shortcutSearch'],
  ['E', 'shortcutEdit'],
  ['R', 'shortcutRotate'],
  ['?', 'shortcutList'],
] as const;

/** Lists the single keys that do something here, and turns them off. */
export function ShortcutsDialog({
  isOn,
  onToggle,
  onClose,
}: {
  isOn: boolean;
  onToggle: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={t('shortcuts')} onClose={onClose}>
      <dl className="shortcuts">
        {shortcuts.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={isOn} onChange={onToggle} />
        {t('singleKeys')}
      </label>
      <p className="hint">{t('singleKeysHelp')}</p>
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onClose}>
          {commonText('close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
