import { FieldError, Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components';
import { useAccount } from '../api/account.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { ending, lastDayOf, relative } from '../time/format.ts';
import { endOfDay } from '../time/zoned.ts';
import { Callout } from '../ui/callout.tsx';
import { t } from './expiry-choice-texts.ts';
import { dateOf, type ExpiryValue, resolveExpiry } from './expiry-value.ts';
import { useLifetime } from './lifetime.ts';
import { t as keyText } from './texts.ts';

const offered = [30, 90, 365];

/** Chooses when a key expires, and shows the exact instant before it is sent. */
export function ExpiryChoice({
  value,
  onChange,
  current,
  from,
  isExtension = false,
  offersNever = true,
  error,
}: {
  value: ExpiryValue;
  onChange: (value: ExpiryValue) => void;
  /** The key's current date, when it may be kept. */
  current?: string | null;
  /** Where the presets start, if not now; undefined if each of several keys has its own start. */
  from?: number | undefined;
  /** Whether the presets add to a key's current date. */
  isExtension?: boolean;
  offersNever?: boolean;
  error?: string | undefined;
}) {
  const { timeZone } = useAccount();
  const now = useNow();
  const lifetime = useLifetime();
  const latest = lifetime.latestDay;
  const chosen = typeof value === 'object' ? 'custom' : String(value);
  const choose = (choice: string) => {
    if (choice === 'custom') onChange({ custom: dateOf(resolveExpiry(30, now, timeZone, latest), timeZone) });
    else if (choice === 'never' || choice === 'keep') onChange(choice);
    else onChange(Number(choice));
  };
  const expiresAt =
    value === 'keep' ? (current ?? null) : resolveExpiry(value, from ?? now, timeZone, latest);
  const isOneInstant = !isExtension || from !== undefined || typeof value !== 'number';
  const isPast = expiresAt instanceof Date && expiresAt.getTime() <= now;
  const end = latest === undefined ? undefined : endOfDay(latest, timeZone);
  const isTooLate = end !== undefined && expiresAt instanceof Date && expiresAt > end;
  const dateError = isPast
    ? commonText('pastDate')
    : isTooLate
      ? t('tooLateDate', { days: lifetime.maxDays ?? 0, latest: lastDayOf(end, timeZone) })
      : t('incompleteDate');
  return (
    <fieldset className="expiry-choice">
      <RadioGroup value={chosen} onChange={choose} className="chips">
        <Label>{keyText('expires')}</Label>
        <div className="chip-row">
          {current !== undefined && <Chip value="keep">{t('noChange')}</Chip>}
          {lifetime.offer(offered).map(({ days, label }) => (
            <Chip key={days} value={String(days)}>
              {t(isExtension ? 'addTime' : 'inTime', { time: label })}
            </Chip>
          ))}
          <Chip value="custom">{t('onDate')}</Chip>
          {offersNever && lifetime.neverAllowed && <Chip value="never">{t('neverChoice')}</Chip>}
        </div>
      </RadioGroup>
      {typeof value === 'object' && (
        <TextField
          className="field"
          value={value.custom}
          onChange={(custom) => onChange({ custom })}
          isInvalid={isPast || isTooLate || expiresAt === undefined}
          validationBehavior="aria"
        >
          <Label>{t('dateAndTime', { timeZone })}</Label>
          <Input type="datetime-local" />
          <FieldError className="error">{dateError}</FieldError>
        </TextField>
      )}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      <div aria-live="polite">
        {expiresAt === null && value === 'never' && (
          <Callout kind="warn">
            <p>{t('neverWarning')}</p>
          </Callout>
        )}
        {expiresAt && !isPast && !isTooLate && isOneInstant && (
          <p className="hint">
            {t('worksAndExpires', {
              ending: ending(expiresAt, timeZone),
              when: relative(new Date(expiresAt).toISOString(), now),
            })}
          </p>
        )}
      </div>
    </fieldset>
  );
}

function Chip({ value, children }: { value: string; children: string }) {
  return (
    <Radio value={value} className="chip">
      {children}
    </Radio>
  );
}
