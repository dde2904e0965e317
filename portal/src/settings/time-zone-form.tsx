import { type FormEvent, useState } from 'react';
import { useChangeAccount } from '../api/account.ts';
import { useNow } from '../time/clock.ts';
import { exact } from '../time/format.ts';
import { ownTimeZone, timeZoneNames } from '../time/zone-names.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { SettingsSection } from './settings-section.tsx';
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
  const isChanged = timeZone !== current;
  return (
    <SettingsSection title={t('timeZone')} help={t('timeZoneHint')}>
      <form className="stack" onSubmit={submit}>
        <div className="field">
          <label htmlFor="time-zone">{t('timeZone')}</label>
          <select
            id="time-zone"
            value={timeZone}
            onChange={(event) => setTimeZone(event.target.value)}
            aria-describedby="current-time"
          >
            {timeZoneNames(current).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <p className="hint" id="current-time">
            {t('currentTime', { instant: exact(new Date(now), timeZone) })}
          </p>
        </div>
        {(isChanged || here !== timeZone) && (
          <div className="actions">
            {isChanged && (
              <Button type="submit" kind="primary" isPending={save.isBusy}>
                {t('saveTimeZone')}
              </Button>
            )}
            {here !== timeZone && (
              <Button kind="quiet" onPress={() => setTimeZone(here)}>
                {t('useDeviceZone', { timeZone: here })}
              </Button>
            )}
          </div>
        )}
        <StillWaiting isBusy={save.isBusy} />
        <UnsavedInput isUnsaved={isChanged} />
        {save.error ? <ErrorMessage error={save.error} /> : null}
      </form>
    </SettingsSection>
  );
}
