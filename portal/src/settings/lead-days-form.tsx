import { type FormEvent, useState } from 'react';
import { useChangeAccount } from '../api/account.ts';
import { limits } from '../api/limits.generated.ts';
import { ApiProblem } from '../api/problem.ts';
import { commonText } from '../texts/common.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

const bounds = { most: limits.leadTimes, days: limits.leadDays };

/** How many days before expiry to warn. */
export function LeadDaysForm({ current }: { current: readonly number[] }) {
  const changeAccount = useChangeAccount();
  const [typed, setTyped] = useState(current.join(', '));
  const [isWrong, setWrong] = useState(false);
  const save = useSubmit(async () => {
    const { noticeLeadDays } = await changeAccount({ noticeLeadDays: parse(typed) });
    setTyped(noticeLeadDays.join(', '));
    announce(t('warningsSet'));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const days = parse(typed);
    const isValid =
      days.length >= 1 &&
      days.length <= limits.leadTimes &&
      days.every((day) => Number.isInteger(day) && day >= 1 && day <= limits.leadDays);
    setWrong(!isValid);
    if (isValid) save.submit();
  };
  const problem = save.error instanceof ApiProblem ? save.error.fieldError('noticeLeadDays') : undefined;
  return (
    <form className="card" onSubmit={submit} noValidate>
      <h2>{t('warnings')}</h2>
      <p className="hint">{t('warningsHint')}</p>
      <div className="inline-form">
        <Field
          label={t('daysBefore')}
          value={typed}
          onChange={setTyped}
          hint={t('daysHint', bounds)}
          error={isWrong ? t('daysProblem', bounds) : problem}
        />
        <Button type="submit" kind="primary" isPending={save.isBusy}>
          {save.isBusy ? commonText('saving') : t('saveWarnings')}
        </Button>
      </div>
      <StillWaiting isBusy={save.isBusy} />
      <UnsavedInput isUnsaved={typed !== current.join(', ')} />
      {save.error && !problem ? <ErrorMessage error={save.error} /> : null}
    </form>
  );
}

function parse(text: string): number[] {
  const days = text.split(/[\s,;]+/).filter(Boolean);
  return [...new Set(days.map(Number))];
}
