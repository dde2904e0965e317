import { Label, Radio, RadioGroup } from 'react-aria-components';
import { rich } from '../texts/rich.tsx';
import { duration } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';
import { t } from './texts.ts';

const offered = [0, 3_600, 86_400, 7 * 86_400, 30 * 86_400];

/** As the API does unless it is told. */
export const usualOverlapSeconds = 86_400;

/** Chooses how long the old secret works once the new one is in use, in seconds. */
export function OverlapChoice({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  return (
    <div>
      <RadioGroup value={String(value)} onChange={(chosen) => onChange(Number(chosen))} className="chips">
        <Label>{t('oldEnds')}</Label>
        <div className="chip-row">
          {offered.map((seconds) => (
            <Radio key={seconds} value={String(seconds)} className="chip">
              {seconds === 0 ? t('atOnce') : t('afterTime', { time: duration(seconds) })}
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <div aria-live="polite">
        {value === 0 && (
          <Callout kind="warn">
            <p>{rich(t('atOnceWarning'))}</p>
          </Callout>
        )}
      </div>
    </div>
  );
}
