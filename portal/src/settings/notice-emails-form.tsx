import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { retryDelivery, useChangeAccount } from '../api/account.ts';
import { useNotices } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Account, AddressState } from '../api/types.ts';
import { announce } from '../ui/announcer.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { UnsavedInput } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { SettingsSection } from './settings-section.tsx';
import { t } from './texts.ts';

/** Who gets notices, besides the sign-in's address. */
export function NoticeEmailsForm({ account }: { account: Account }) {
  const changeAccount = useChangeAccount();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const delivery = useNotices().data?.delivery;
  const emails = account.noticeEmails.map(({ email }) => email);
  const add = useSubmit(async () => {
    await changeAccount({ noticeEmails: [...emails, typed.trim()] });
    announce(t('added', { email: typed.trim() }));
    setTyped('');
  });
  const sendAgain = async () => {
    await retryDelivery();
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce(t('sentAgain'));
  };
  const turnOn = useSubmit(async () => {
    await changeAccount({ leadTimeMails: true });
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce(t('leadTimeMailsOn'));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') add.submit();
  };
  const stateOf = (email: string, confirmed: boolean): AddressState =>
    delivery?.addresses.find((address) => address.email === email)?.state ?? (confirmed ? 'ok' : 'pending');
  const problem = add.error instanceof ApiProblem ? add.error.errors[0]?.detail : undefined;
  return (
    <SettingsSection title={t('recipients')} help={t('recipientsHint')}>
      <ul className="addresses">
        <AddressRow
          email={account.email}
          state={stateOf(account.email, true)}
          note={t('yourSignIn')}
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
              announce(t('removed', { email }));
            }}
          />
        ))}
      </ul>
      {account.leadTimeMails === false && (
        <p>
          {t('leadTimeMailsOff')}{' '}
          <Button size="small" isPending={turnOn.isBusy} onPress={turnOn.submit}>
            {t('turnLeadTimeMailsOn')}
          </Button>
        </p>
      )}
      {turnOn.error ? <ErrorMessage error={turnOn.error} /> : null}
      <form className="inline-form" onSubmit={submit} noValidate>
        <Field
          label={t('addRecipientLabel')}
          type="email"
          value={typed}
          onChange={setTyped}
          placeholder={t('recipientExample')}
          hint={t('recipientHint')}
          error={problem && t('addressProblem', { problem })}
        />
        <Button type="submit" isPending={add.isBusy}>
          {t('addRecipient')}
        </Button>
      </form>
      <StillWaiting isBusy={add.isBusy} />
      <UnsavedInput isUnsaved={typed.trim() !== ''} />
      {add.error && !problem ? <ErrorMessage error={add.error} /> : null}
    </SettingsSection>
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
      <Badge status={look}>{t(state === 'ok' ? 'getsNotices' : state)}</Badge>
      {state === 'refused' && (
        <Button
          size="small"
          isPending={retry.isBusy}
          aria-label={t('sendAgainTo', { email })}
          onPress={retry.submit}
        >
          {t('sendAgain')}
        </Button>
      )}
      {onRemove && (
        <Button
          size="small"
          kind="quiet"
          isPending={remove.isBusy}
          aria-label={t('removeAddress', { email })}
          onPress={remove.submit}
        >
          {t('remove')}
        </Button>
      )}
      <StillWaiting isBusy={remove.isBusy} />
      {retry.error ? <ErrorMessage error={retry.error} /> : null}
      {remove.error ? <ErrorMessage error={remove.error} /> : null}
    </li>
  );
}
