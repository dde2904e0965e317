import { type FormEvent, useState } from 'react';
import { AccessChoice } from '../access/access-choice.tsx';
import { useAccount } from '../api/account.ts';
import { createKey, useRefreshKeys } from '../api/keys.ts';
import { limits } from '../api/limits.generated.ts';
import { ApiProblem, UnreachableError } from '../api/problem.ts';
import type { Key, NewKey } from '../api/types.ts';
import { useRepeatable } from '../api/use-repeatable.ts';
import { commonText } from '../texts/common.ts';
import { now } from '../time/server-time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { useDiscardQuestion } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { focusInvalid } from '../ui/focus-invalid.ts';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { ExpiryChoice } from './expiry-choice.tsx';
import { type ExpiryValue, isComplete, toExpiresAt } from './expiry-value.ts';
import { useLifetime } from './lifetime.ts';
import { SelfRotationBox } from './self-rotation-box.tsx';
import { t } from './texts.ts';

/** Asks for a new key's name, description and expiry. */
export function CreateKeyDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (key: NewKey) => void;
}) {
  const { timeZone } = useAccount();
  const { latestDay, suggestedDays: startExpiry } = useLifetime();
  const refresh = useRefreshKeys();
  const send = useRepeatable(createKey);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [expiry, setExpiry] = useState<ExpiryValue>(startExpiry);
  const [selfRotation, setSelfRotation] = useState(false);
  const [access, setAccess] = useState<Key['access']>('none');
  const isUnsaved =
    name !== '' || description !== '' || expiry !== startExpiry || selfRotation || access !== 'none';
  const { question, close } = useDiscardQuestion(isUnsaved, onClose);
  const [isNameMissing, setNameMissing] = useState(false);
  const create = useSubmit(async () => {
    const expiresAt = toExpiresAt(expiry, now(), timeZone, latestDay) ?? null;
    try {
      onCreated(
        await send({
          name,
          description: description || null,
          expiresAt,
          ...(selfRotation && { selfRotation }),
          ...(access !== 'none' && { access }),
        }),
      );
    } finally {
      // Without a response, the key may exist anyway.
      void refresh();
    }
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setNameMissing(name.trim() === '');
    if (name.trim() !== '' && isComplete(expiry, timeZone)) create.submit();
    else focusInvalid(event.currentTarget);
  };
  const problem = create.error instanceof ApiProblem ? create.error : undefined;
  const nameError = problem?.fieldError('name');
  const descriptionError = problem?.fieldError('description');
  const shown = create.error && !problem?.errors.length && problem?.code !== 'expires_in_past';
  return (
    <Dialog title={t('createTitle')} onClose={close}>
      <form onSubmit={submit} noValidate>
        <Field
          label={t('name')}
          value={name}
          onChange={setName}
          autoFocus
          maxLength={limits.nameLength}
          hint={t('nameHint')}
          error={
            isNameMissing && name.trim() === ''
              ? t('enterName')
              : nameError && t('nameProblem', { problem: nameError })
          }
        />
        <ExpiryChoice value={expiry} onChange={setExpiry} error={problem?.fieldError('expiresAt')} />
        <details className="more-options" open={descriptionError !== undefined || undefined}>
          <summary>{t('moreOptions')}</summary>
          <Field
            label={t('descriptionOptional')}
            value={description}
            onChange={setDescription}
            rows={2}
            maxLength={limits.descriptionLength}
            error={descriptionError && t('descriptionProblem', { problem: descriptionError })}
          />
          <SelfRotationBox value={selfRotation} onChange={setSelfRotation} />
          <AccessChoice value={access} onChange={setAccess} />
        </details>
        {shown ? <ErrorMessage error={create.error} /> : null}
        {create.error instanceof UnreachableError && <p className="hint">{t('maybeCreated')}</p>}
        <StillWaiting isBusy={create.isBusy} />
        {question}
        <DialogActions>
          <Button onPress={onClose}>{commonText('cancel')}</Button>
          <Button type="submit" kind="primary" isPending={create.isBusy}>
            {t(create.isBusy ? 'creating' : 'create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
