import { type FormEvent, useState } from 'react';
import { useChangeAccount } from '../api/account.ts';
import { limits } from '../api/limits.generated.ts';
import { ApiProblem } from '../api/problem.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { SettingsSection } from './settings-section.tsx';
import { t } from './texts.ts';

const bounds = { most: limits.leadTimes, days: limits.leadDays };

/** How many days before expiry to warn: a chip each. */
export function LeadDaysForm({ current }: { current: readonly number[] }) {
  const changeAccount = useChangeAccount();
  const [days, setDays] = useState(current);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string>();
  const save = useSubmit(async () => {
    const { noticeLeadDays } = await changeAccount({ noticeLeadDays: days });
    setDays(noticeLeadDays);
    announce(t('warningsSet'));
  });
  const add = () => {
    const added = Number(typed);
    const isDay = /^\s*\d+\s*$/.test(typed) && added >= 1 && added <= limits.leadDays;
    const next = [...new Set([...days, added])].toSorted((one, other) => other - one);
    const problem = isDay ? (next.length > limits.leadTimes ? 'tooMany' : undefined) : 'dayProblem';
    setWrong(problem && t(problem, bounds));
    if (problem !== undefined) return;
    setDays(next);
    setTyped('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add();
  };
  const isChanged = days.join() !== current.join();
  const problem = save.error instanceof ApiProblem ? save.error.fieldError('noticeLeadDays') : undefined;
  return (
    <SettingsSection title={t('warnings')} help={t('warningsHint')}>
      <form className="stack" onSubmit={submit} noValidate>
        <ul className="removable-chips" aria-label={t('warnings')}>
          {days.map((each) => (
            <li key={each}>
              <span className="number">{t('before', { count: each })}</span>
              <button
                type="button"
                aria-label={t('removeDays', { count: each })}
                disabled={days.length === 1}
                onClick={() => setDays(days.filter((other) => other !== each))}
              >
                <Icon name="cross" size={14} />
              </button>
            </li>
          ))}
        </ul>
        <div className="inline-form">
          <Field
            label={t('daysBefore')}
            inputMode="numeric"
            value={typed}
            onChange={setTyped}
            hint={t('daysHint', bounds)}
            error={wrong ?? problem}
          />
          <Button type="submit" icon="plus">
            {t('addDays')}
          </Button>
        </div>
        {isChanged && (
          <div className="actions">
            <Button kind="primary" isPending={save.isBusy} onPress={save.submit}>
              {t('saveWarnings')}
            </Button>
          </div>
        )}
        <StillWaiting isBusy={save.isBusy} />
        <UnsavedInput isUnsaved={isChanged || typed.trim() !== ''} />
        {save.error && !problem ? <ErrorMessage error={save.error} /> : null}
      </form>
    </SettingsSection>
  );
}
