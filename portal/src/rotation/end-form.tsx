import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import type { Submit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

/** A decision that ends a secret for good: first who uses it, and if something may, a box to tick. */
export function EndForm({
  evidence,
  consent,
  verb,
  end,
  onClose,
  children,
}: {
  evidence: ReactNode;
  /** What is accepted by ticking the box; undefined if nothing is known to break. */
  consent: string | undefined;
  verb: string;
  end: Submit;
  onClose: () => void;
  children: ReactNode;
}) {
  // Of this very sentence: where another one takes its place, that has to be accepted too.
  const [accepted, setAccepted] = useState<string>();
  const isAccepted = consent === undefined || consent === accepted;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isAccepted) end.submit();
  };
  return (
    <form onSubmit={submit}>
      <Callout kind={consent === undefined ? 'info' : 'warn'}>{evidence}</Callout>
      {children}
      {consent !== undefined && (
        <label className="check">
          <input
            type="checkbox"
            checked={isAccepted}
            onChange={() => setAccepted(isAccepted ? undefined : consent)}
          />
          {consent}
        </label>
      )}
      {end.error === undefined ? null : <ErrorMessage error={end.error} />}
      <StillWaiting isBusy={end.isBusy} />
      <DialogActions>
        <Button onPress={onClose} autoFocus>
          {t('keepBoth')}
        </Button>
        <Button type="submit" kind="danger" isDisabled={!isAccepted} isPending={end.isBusy}>
          {end.isBusy ? t('ending') : verb}
        </Button>
      </DialogActions>
    </form>
  );
}

/** No dialog is about a rotation that is over. */
export function NoRotation({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <>
      <p>{t('alreadyOver', { name })}</p>
      <DialogActions>
        <Button kind="primary" autoFocus onPress={onClose}>
          {t('close')}
        </Button>
      </DialogActions>
    </>
  );
}
