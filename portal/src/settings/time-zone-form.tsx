import { type FormEvent, useState } from 'react';
import { useChangeAccount } from '../api/account.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { exact } from '../time/format.ts';
import { ownTimeZone, timeZoneNames } from '../time/zone-names.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

/** The time zone in which days end and dates are shown. */
export function TimeZoneForm({ current }: { current: string }) {
  const changeAccount = useChangeAccount();
  const now = useNow();
  const [timeZone, setTimeZone] = useState(current);
  const here = ownTimeZone();
  const save = useSubmit(async () => {
    await changeAccount({ timeZone });
    announce(t('timeZoneSet', { timeZone }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.submit();
  };
  const names = timeZoneNames(current);
  return (
    <form className="card" onSubmit={submit}>
      <h2>{t('timeZone')}</h2>
      <p className="hint" id="zone-hint">
        {t('timeZoneHint')}
      </p>
      <div className="inline-form">
        <label className="field">
          <span>{t('timeZone')}</span>
          <select
            value={timeZone}
            onChange={(event) => setTimeZone(event.target.value)}
            aria-describedby="zone-hint"
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {here !== timeZone && (
          <Button onPress={() => setTimeZone(here)}>{t('useDeviceZone', { timeZone: here })}</Button>
        )}
        <Button type="submit" kind="primary" isPending={save.isBusy} isDisabled={timeZone === current}>
          {save.isBusy ? commonText('saving') : t('saveTimeZone')}
        </Button>
      </div>
      <StillWaiting isBusy={save.isBusy} />
      <UnsavedInput isUnsaved={timeZone !== current} />
      <p className="hint">{t('currentTime', { instant: exact(new Date(now), timeZone) })}</p>
      {save.error ? <ErrorMessage error={save.error} /> : null}
    </form>
  );
}
