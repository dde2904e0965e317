import { type FormEvent, useState } from 'react';
import { useAccount } from '../api/account.ts';
import { useRefreshKeys } from '../api/keys.ts';
import { UnreachableError } from '../api/problem.ts';
import { rotateKey } from '../api/rotations.ts';
import type { Key, NewKey, RotationRequest } from '../api/types.ts';
import { useRepeatable } from '../api/use-repeatable.ts';
import { ExpiryChoice } from '../keys/expiry-choice.tsx';
import { type ExpiryValue, isComplete, toExpiresAt } from '../keys/expiry-value.ts';
import { useLifetime } from '../keys/lifetime.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { now } from '../time/server-time.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

/** Gives a key that has leaked a new secret and a new date: nothing else brings it back. */
export function BringBackForm({
  of: key,
  onClose,
  onRotated,
}: {
  of: Key;
  onClose: () => void;
  onRotated: (key: NewKey) => void;
}) {
  const { timeZone } = useAccount();
  const { latestDay, suggestedDays } = useLifetime();
  const refresh = useRefreshKeys();
  const [expiry, setExpiry] = useState<ExpiryValue>(suggestedDays);
  const send = useRepeatable((fields: RotationRequest, idempotencyKey) =>
    rotateKey(key.accessKey, fields, idempotencyKey),
  );
  const rotate = useSubmit(async () => {
    const expiresAt = toExpiresAt(expiry, now(), timeZone, latestDay);
    if (expiresAt === undefined) return;
    try {
      onRotated({ ...key, ...(await send({ expiresAt })) });
    } finally {
      // What the key is now also explains a refusal.
      void refresh();
    }
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    rotate.submit();
  };
  return (
    <form onSubmit={submit}>
      <Callout kind="warn">
        <p>{rich(t('hasLeaked'))}</p>
      </Callout>
      <section>
        <h3>{t('whatHappens')}</h3>
        <ol className="rotation-steps">
          <li>{rich(t('stepNewOnly'))}</li>
          <li>{rich(t('stepDate'))}</li>
          <li>{rich(t('stepRemove'))}</li>
        </ol>
      </section>
      <ExpiryChoice value={expiry} onChange={setExpiry} />
      {rotate.error ? <ErrorMessage error={rotate.error} /> : null}
      {rotate.error instanceof UnreachableError && <p className="hint">{t('maybeRotated')}</p>}
      <StillWaiting isBusy={rotate.isBusy} />
      <DialogActions>
        <Button onPress={onClose}>{commonText('cancel')}</Button>
        <Button
          type="submit"
          kind="primary"
          isPending={rotate.isBusy}
          isDisabled={!isComplete(expiry, timeZone)}
        >
          {t(rotate.isBusy ? 'creating' : 'create')}
        </Button>
      </DialogActions>
    </form>
  );
}
