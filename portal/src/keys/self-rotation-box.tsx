import { useId } from 'react';
import { t } from './texts.ts';

/** Lets the program that uses a key rotate it by itself. */
export function SelfRotationBox({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  const help = useId();
  return (
    <div>
      <label className="check">
        <input
          type="checkbox"
          checked={value}
          onChange={(event) => onChange(event.target.checked)}
          aria-describedby={help}
        />
        {t('selfRotation')}
      </label>
      <p id={help} className="hint">
        {t('selfRotationHelp')}
      </p>
    </div>
  );
}
