import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { retryDelivery, useChangeAccount } from '../api/account.ts';
import { useNotices } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Account, AddressState } from '../api/types.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';

const stateNames: Record<AddressState, string> = {
  ok: 'Gets notices',
  pending: 'Awaiting confirmation',
  bounced: 'Email bounces',
  complained: 'Reported our email as spam',
  refused: 'Refused by the email service',
  unconfirmed: 'Last email unconfirmed',
};

/** Who gets notices, besides the sign-in's address. */
export function NoticeEmailsForm({ account }: { account: Account }) {
  const changeAccount = useChangeAccount();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const delivery = useNotices().data?.delivery;
  const emails = account.noticeEmails.map(({ email }) => email);
  const add = useSubmit(async () => {
    await changeAccount({ noticeEmails: [...emails, typed.trim()] });
    announce(`Added ${typed.trim()}. Notices go there once the address is confirmed by email.`);
    setTyped('');
  });
  const sendAgain = async () => {
    await retryDelivery();
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce('Emails that were refused are sent again within minutes.');
  };
  const turnOn = useSubmit(async () => {
    await changeAccount({ leadTimeMails: true });
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce('You get emails before keys expire again.');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') add.submit();
  };
  const stateOf = (email: string, confirmed: boolean): AddressState =>
    delivery?.addresses.find((address) => address.email === email)?.state ?? (confirmed ? 'ok' : 'pending');
  const problem = add.error instanceof ApiProblem ? add.error.errors[0]?.detail : undefined;
  return (
    <section className="card">
      <h2>Recipients</h2>
      <ul className="addresses">
        <AddressRow
          email={account.email}
          state={stateOf(account.email, true)}
          note="your sign-in"
          onRetry={sendAgain}
        />
        {account.noticeEmails.map(({ email, confirmed }) => (
          <AddressRow
            key={email}
            email={email}
            state={stateOf(email, confirmed)}
            onRetry={sendAgain}
            onRemove={async () => {
              await changeAccount({ noticeEmails: emails.filter((other) => other !== email) });
              announce(`${email} no longer gets notices.`);
            }}
          />
        ))}
      </ul>
      {account.leadTimeMails === false && (
        <p>
          You turned off emails before keys expire; you still get one when a key has expired.{' '}
          <Button size="small" isPending={turnOn.isBusy} onPress={turnOn.submit}>
            Turn them on
          </Button>
        </p>
      )}
      {turnOn.error ? <ErrorMessage error={turnOn.error} /> : null}
      <form className="inline-form" onSubmit={submit} noValidate>
        <Field
          label="Add a recipient"
          type="email"
          value={typed}
          onChange={setTyped}
          placeholder="ops@example.com"
          hint="Each recipient gets one email asking for confirmation, and nothing else until they confirm."
          error={problem && `The address ${problem}.`}
        />
        <Button type="submit" isPending={add.isBusy}>
          {add.isBusy ? 'Adding…' : 'Add recipient'}
        </Button>
      </form>
      <StillWaiting isBusy={add.isBusy} />
      <UnsavedInput isUnsaved={typed.trim() !== ''} />
      {add.error && !problem ? <ErrorMessage error={add.error} /> : null}
    </section>
  );
}

function AddressRow({
  email,
  state,
  note,
  onRetry,
  onRemove,
}: {
  email: string;
  state: AddressState;
  note?: string;
  onRetry: () => Promise<void>;
  onRemove?: () => Promise<void>;
}) {
  const remove = useSubmit(async () => onRemove?.());
  const retry = useSubmit(onRetry);
  const look = state === 'ok' ? 'active' : state === 'pending' ? 'expiring' : 'expired';
  return (
    <li>
      <span className="address">
        {email} {note && <span className="muted">({note})</span>}
      </span>
      <span className={`badge ${look}`}>{stateNames[state]}</span>
      {state === 'refused' && (
        <Button
          size="small"
          isPending={retry.isBusy}
          aria-label={`Send the email to ${email} again`}
          onPress={retry.submit}
        >
          Send it again
        </Button>
      )}
      {onRemove && (
        <Button
          size="small"
          kind="quiet"
          isPending={remove.isBusy}
          aria-label={`Remove ${email}`}
          onPress={remove.submit}
        >
          Remove
        </Button>
      )}
      <StillWaiting isBusy={remove.isBusy} />
      {retry.error ? <ErrorMessage error={retry.error} /> : null}
      {remove.error ? <ErrorMessage error={remove.error} /> : null}
    </li>
  );
}
