import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { AccessChoice } from '../access/access-choice.tsx';
import { useAccount } from '../api/account.ts';
import { changeKey, getKey, type KeyVersion, useRefreshKeys } from '../api/keys.ts';
import { limits } from '../api/limits.generated.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Key, KeyChange } from '../api/types.ts';
import type { DateChange } from '../api/undo.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { now } from '../time/server-time.ts';
import { announceChange } from '../ui/announce-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { useDiscardQuestion } from '../ui/discard-question.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Field } from '../ui/field.tsx';
import { focusInvalid } from '../ui/focus-invalid.ts';
import { Loading } from '../ui/loading.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { describeUse } from '../use/describe-use.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { ExpiryChoice } from './expiry-choice.tsx';
import { type ExpiryValue, isComplete, toExpiresAt } from './expiry-value.ts';
import { useLifetime } from './lifetime.ts';
import { SelfRotationBox } from './self-rotation-box.tsx';
import { t } from './texts.ts';

/** Edits the current version of a key: the list it was chosen from may be stale. */
export function EditKeyDialog({
  of: { accessKey, name },
  onClose,
}: {
  of: Pick<Key, 'accessKey' | 'name'>;
  onClose: () => void;
}) {
  const found = useQuery({
    queryKey: ['key-to-edit', accessKey],
    queryFn: () => getKey(accessKey),
    // The form starts from the first response and keeps what is typed after that.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [isUnsaved, setUnsaved] = useState(false);
  const { question, close } = useDiscardQuestion(isUnsaved, onClose);
  return (
    <Dialog title={t('editTitle', { name })} onClose={close}>
      {question}
      {found.isPending && <Loading what={t('theKey')} />}
      {found.isError && <ErrorMessage error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <EditForm start={found.data} onClose={onClose} onUnsaved={setUnsaved} />}
    </Dialog>
  );
}

function EditForm({
  start,
  onClose,
  onUnsaved,
}: {
  start: KeyVersion;
  onClose: () => void;
  onUnsaved: (isUnsaved: boolean) => void;
}) {
  const { timeZone } = useAccount();
  const { latestDay } = useLifetime();
  const present = useNow();
  const refresh = useRefreshKeys();
  const [base, setBase] = useState(start);
  const [conflict, setConflict] = useState<{ before: KeyVersion; after: KeyVersion }>();
  const [name, setName] = useState(start.key.name);
  const [description, setDescription] = useState(start.key.description ?? '');
  const [expiry, setExpiry] = useState<ExpiryValue>('keep');
  const [selfRotation, setSelfRotation] = useState(start.key.selfRotation);
  const [access, setAccess] = useState(start.key.access);

  const isUnsaved =
    name !== base.key.name ||
    description !== (base.key.description ?? '') ||
    expiry !== 'keep' ||
    selfRotation !== base.key.selfRotation ||
    access !== base.key.access;
  useEffect(() => onUnsaved(isUnsaved), [isUnsaved, onUnsaved]);

  const change = (): KeyChange => {
    const expiresAt = toExpiresAt(expiry, now(), timeZone, latestDay);
    return {
      ...(name !== base.key.name && { name }),
      ...(description !== (base.key.description ?? '') && { description: description || null }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(selfRotation !== base.key.selfRotation && { selfRotation }),
      ...(access !== base.key.access && { access }),
    };
  };
  const save = useSubmit(async () => {
    let undoable: DateChange[] = [];
    try {
      const changes = change();
      const after = await changeKey(base.key.accessKey, changes, base.etag);
      // A new name or description is not undone along with the date.
      if (Object.keys(changes).join() === 'expiresAt') undoable = [{ before: base.key.expiresAt, after }];
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === 'key_changed')) throw error;
      // Shows the current version. The input stays, and saving again overwrites.
      const after = await getKey(base.key.accessKey);
      setConflict({ before: conflict?.before ?? base, after });
      // What was not edited here shows what somebody else made of it, and is not sent.
      if (name === base.key.name) setName(after.key.name);
      if (description === (base.key.description ?? '')) setDescription(after.key.description ?? '');
      if (selfRotation === base.key.selfRotation) setSelfRotation(after.key.selfRotation);
      if (access === base.key.access) setAccess(after.key.access);
      setBase(after);
      return;
    }
    await refresh();
    announceChange(t('saved', { name: name.trim() }), undoable, refresh);
    onClose();
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Incomplete is not unchanged: the form stays open until it says what is meant.
    if (name.trim() === '' || !isComplete(expiry, timeZone)) return focusInvalid(event.currentTarget);
    if (Object.keys(change()).length === 0) return onClose();
    save.submit();
  };
  const problem = save.error instanceof ApiProblem ? save.error : undefined;
  const nameError = problem?.fieldError('name');
  const descriptionError = problem?.fieldError('description');
  const shown = save.error && !problem?.errors.length && problem?.code !== 'expires_in_past';
  return (
    <form onSubmit={submit} noValidate>
      {conflict && <ConflictNotice before={conflict.before.key} after={conflict.after.key} />}
      <Field
        label={t('name')}
        value={name}
        onChange={setName}
        maxLength={limits.nameLength}
        autoFocus
        error={name.trim() === '' ? t('enterName') : nameError && t('nameProblem', { problem: nameError })}
      />
      <Field
        label={t('description')}
        value={description}
        onChange={setDescription}
        rows={2}
        maxLength={limits.descriptionLength}
        error={descriptionError && t('descriptionProblem', { problem: descriptionError })}
      />
      <ExpiryChoice
        value={expiry}
        onChange={setExpiry}
        current={base.key.expiresAt}
        error={problem?.fieldError('expiresAt')}
      />
      <SelfRotationBox value={selfRotation} onChange={setSelfRotation} />
      <AccessChoice of={base.key} value={access} onChange={setAccess} />
      <p className="hint">{describeUse(base.key, present, timeZone)}</p>
      {shown ? <ErrorMessage error={save.error} /> : null}
      <StillWaiting isBusy={save.isBusy} />
      <DialogActions>
        <Button onPress={onClose}>{commonText('cancel')}</Button>
        <Button type="submit" kind="primary" isPending={save.isBusy}>
          {save.isBusy ? commonText('saving') : t(conflict ? 'saveAnyway' : 'save')}
        </Button>
      </DialogActions>
    </form>
  );
}
