import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { Callout } from '../ui/callout.tsx';
import { t } from './texts.ts';

const choices = ['none', 'read', 'write'] as const;
type Access = Key['access'];

/**
 * Chooses what the program of a key may do with the keys of the account, and says what that risks.
 * @param of the key as it is; absent: it is being created
 */
export function AccessChoice({
  of: key,
  value,
  onChange,
}: {
  of?: Pick<Key, 'access' | 'createdBy'>;
  value: Access;
  onChange: (value: Access) => void;
}) {
  const isRaised = choices.indexOf(value) > choices.indexOf(key?.access ?? 'none');
  return (
    <div>
      <RadioGroup value={value} onChange={(chosen) => onChange(chosen as Access)} className="chips">
        <Label>{t('label')}</Label>
        <div className="chip-row">
          {choices.map((access) => (
            <Radio key={access} value={access} className="chip">
              {t(access)}
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <div aria-live="polite">
        {value === 'read' && <p className="hint">{t('readHelp')}</p>}
        {value === 'write' && (
          <Callout kind="warn">
            <p>{rich(t('writeWarning'))}</p>
          </Callout>
        )}
        {isRaised && key?.createdBy && (
          <Callout kind="warn">
            <p>{rich(t('madeByKey'))}</p>
          </Callout>
        )}
      </div>
    </div>
  );
}
