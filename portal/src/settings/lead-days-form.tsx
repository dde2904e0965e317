import { type FormEvent, useState } from 'react';
import { useChangeAccount } from '../api/account.ts';
import { limits } from '../api/limits.generated.ts';
import { ApiProblem } from '../api/problem.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';

/** How many days before expiry to warn. */
export function LeadDaysForm({ current }: { current: readonly number[] }) {
  const changeAccount = useChangeAccount();
  const [typed, setTyped] = useState(current.join(', '));
  const [isWrong, setWrong] = useState(false);
  const save = useSubmit(async () => {
    const { noticeLeadDays } = await changeAccount({ noticeLeadDays: parse(typed) });
    setTyped(noticeLeadDays.join(', '));
    announce('The new warning times apply to all keys.');
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
      <h2>Expiry warnings</h2>
      <p className="hint">
        We email you at each of these times before a key expires, and again when it expires. A key counts as
        expiring once the longest of them is reached.
      </p>
      <div className="inline-form">
        <Field
          label="Days before expiry"
          value={typed}
          onChange={setTyped}
          hint={`Up to ${limits.leadTimes} numbers from 1 to ${limits.leadDays}, such as 30, 7, 1.`}
          error={
            isWrong
              ? `Enter 1 to ${limits.leadTimes} whole numbers from 1 to ${limits.leadDays}, separated by commas.`
              : problem
          }
        />
        <Button type="submit" kind="primary" isPending={save.isBusy}>
          {save.isBusy ? 'Saving…' : 'Save warnings'}
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
