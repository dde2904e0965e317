import { type FormEvent, useState } from 'react';
import { type KeyVersion, useRefreshKeys } from '../api/keys.ts';
import { ApiProblem, UnreachableError } from '../api/problem.ts';
import { rotateKey } from '../api/rotations.ts';
import type { Key, NewKey, RotationRequest } from '../api/types.ts';
import { useRepeatable } from '../api/use-repeatable.ts';
import { statusAt } from '../keys/key-status.ts';
import { UseNotice } from '../keys/use-notice.tsx';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { duration } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { BringBackForm } from './bring-back-form.tsx';
import { OverlapChoice, usualOverlapSeconds } from './overlap-choice.tsx';
import { rotationAt } from './rotation-at.ts';
import { t } from './texts.ts';
import { UnderWayNotice } from './under-way-notice.tsx';
import { VersionedDialog } from './versioned-dialog.tsx';

interface RotateProps {
  readonly onClose: () => void;
  /** Called with the key and its new secret, which can be shown only now. */
  readonly onRotated: (key: NewKey) => void;
  readonly onRestore: (key: Key) => void;
}

/** Gives a key a new secret, after saying what that does to the current one, and who uses it. */
export function RotateDialog({ of: key, ...props }: RotateProps & { of: Key }) {
  return (
    <VersionedDialog of={key} title={t('rotateTitle', { name: key.name })} onClose={props.onClose}>
      {(version) =>
        version.key.leakedAt === null ? (
          <RotateForm version={version} {...props} />
        ) : (
          <BringBackForm of={version.key} {...props} />
        )
      }
    </VersionedDialog>
  );
}

function RotateForm({
  version: { key, etag },
  onClose,
  onRotated,
  onRestore,
}: RotateProps & { version: KeyVersion }) {
  const now = useNow();
  const refresh = useRefreshKeys();
  const [overlapSeconds, setOverlapSeconds] = useState(usualOverlapSeconds);
  // Sent, and nobody knows with what outcome: what is under way by now may be just that.
  const [lost, setLost] = useState<RotationRequest>();
  const underWay = rotationAt(key, now);
  const request: RotationRequest =
    lost?.overlapSeconds === overlapSeconds ? lost : { overlapSeconds, ...(underWay && { force: true }) };
  const send = useRepeatable((fields: RotationRequest, idempotencyKey) =>
    // What is forced to end is what is shown here.
    rotateKey(key.accessKey, fields, idempotencyKey, fields.force ? etag : undefined),
  );
  const rotate = useSubmit(async () => {
    try {
      onRotated({ ...key, ...(await send(request)) });
      void refresh();
    } catch (error) {
      setLost(error instanceof UnreachableError ? request : undefined);
      // What the key is now explains the refusal; without a response, the new secret may exist anyway.
      if (error instanceof ApiProblem) await refresh();
      else void refresh();
      throw error;
    }
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    rotate.submit();
  };
  const isExplained = request.force && codeOf(rotate.error) === 'rotation_in_progress';
  const isShown = rotate.error !== undefined && !isExplained;
  if (statusAt(key, now) === 'expired') return <ExpiredNotice of={key} {...{ onClose, onRestore }} />;
  return (
    <form onSubmit={submit}>
      <div role="alert">{underWay && request.force && <UnderWayNotice rotation={underWay} />}</div>
      {!request.force && <UseNotice of={[key]} stops isHarmless />}
      <section>
        <h3>{t('whatHappens')}</h3>
        <ol className="rotation-steps">
          <li>{rich(t('stepCreated'))}</li>
          <li>{rich(t('stepDeploy'))}</li>
          <li>
            {rich(
              overlapSeconds === 0 ? t('stepAtOnce') : t('stepOverlap', { time: duration(overlapSeconds) }),
            )}
          </li>
        </ol>
      </section>
      <OverlapChoice value={overlapSeconds} onChange={setOverlapSeconds} />
      {isShown ? <ErrorMessage error={rotate.error} /> : null}
      {rotate.error instanceof UnreachableError && <p className="hint">{t('maybeRotated')}</p>}
      <StillWaiting isBusy={rotate.isBusy} />
      <DialogActions>
        <Button onPress={onClose}>{commonText('cancel')}</Button>
        <Button type="submit" kind={request.force ? 'danger' : 'primary'} isPending={rotate.isBusy}>
          {t(rotate.isBusy ? 'creating' : request.force ? 'rotateAnyway' : 'create')}
        </Button>
      </DialogActions>
    </form>
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof ApiProblem ? error.code : undefined;
}

function ExpiredNotice({
  of: key,
  onClose,
  onRestore,
}: Pick<RotateProps, 'onClose' | 'onRestore'> & { of: Key }) {
  return (
    <>
      <div role="alert">
        <Callout kind="warn">
          <p>{rich(t('hasExpired', { name: key.name }))}</p>
        </Callout>
      </div>
      <DialogActions>
        <Button onPress={onClose}>{commonText('cancel')}</Button>
        <Button kind="primary" onPress={() => onRestore(key)}>
          {t('restore')}
        </Button>
      </DialogActions>
    </>
  );
}
