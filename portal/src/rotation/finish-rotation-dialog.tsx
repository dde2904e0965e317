import { useAccount } from '../api/account.ts';
import type { KeyVersion } from '../api/keys.ts';
import { finishRotation } from '../api/rotations.ts';
import type { Key, Rotation } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending } from '../time/format.ts';
import { describeLastUse } from '../use/describe-use.ts';
import { describeOldUse } from './describe-rotation.ts';
import { EndForm, NoRotation } from './end-form.tsx';
import { isOverlap, oldSecretUse, rotationAt, timeLeft } from './rotation-at.ts';
import { t } from './texts.ts';
import { useRotationEnd } from './use-rotation-end.ts';
import { VersionedDialog } from './versioned-dialog.tsx';

/** Ends the old secret before its time, after saying who still uses it. */
export function FinishRotationDialog({ of: key, onClose }: { of: Key; onClose: () => void }) {
  const isPending = key.rotation?.state === 'pending';
  const title = t(isPending ? 'endCurrentTitle' : 'endOldTitle', { name: key.name });
  return (
    <VersionedDialog of={key} title={title} role="alertdialog" onClose={onClose}>
      {(version) => <Finish version={version} onClose={onClose} />}
    </VersionedDialog>
  );
}

function Finish({ version, onClose }: { version: KeyVersion; onClose: () => void }) {
  const { key, etag } = version;
  const { timeZone } = useAccount();
  const now = useNow();
  const rotation = rotationAt(key, now);
  const end = useRotationEnd(
    version,
    () => finishRotation(key.accessKey, etag),
    t('oldHasEnded', { name: key.name }),
    onClose,
  );
  if (rotation === null) return <NoRotation name={key.name} onClose={onClose} />;
  const isSafe = isOverlap(rotation) && oldSecretUse(rotation, key.use, now).kind === 'idle';
  return (
    <EndForm
      evidence={<Evidence of={key} rotation={rotation} />}
      consent={isSafe ? undefined : t(isOverlap(rotation) ? 'endAnyway' : 'endCurrentAnyway')}
      verb={t(isOverlap(rotation) ? 'endOld' : 'endCurrent')}
      end={end}
      onClose={onClose}
    >
      <p>{rich(t(isOverlap(rotation) ? 'endOldHelp' : 'endCurrentHelp'))}</p>
      <p className="muted">
        {isOverlap(rotation)
          ? t('endsAnyway', {
              until: ending(rotation.oldSecretEndsAt, timeZone),
              left: timeLeft(rotation, now),
            })
          : t('endsAfterUse')}
      </p>
    </EndForm>
  );
}

/** Who would be refused. */
function Evidence({ of: key, rotation }: { of: Key; rotation: Rotation }) {
  const { timeZone } = useAccount();
  const now = useNow();
  if (isOverlap(rotation)) {
    const known = oldSecretUse(rotation, key.use, now);
    const verdict = { used: 'oldStillUsed', idle: 'oldIdle', unknown: 'oldNotKnown' } as const;
    return (
      <>
        <p>{rich(t(verdict[known.kind]))}</p>
        {known.kind === 'used' && (
          <p>{t('lastCallOf', { when: describeLastUse(known.at, now, timeZone) })}</p>
        )}
        {known.kind === 'idle' && <p>{describeOldUse(rotation, key.use, now, timeZone)}</p>}
      </>
    );
  }
  const { newSecretLastUsedAt, oldSecretLastUsedAt: usedAt } = rotation;
  return (
    <>
      <p>{rich(t(newSecretLastUsedAt === null ? 'newNeverUsed' : 'newOnlyTested'))}</p>
      {usedAt && <p>{t('currentLastCall', { when: describeLastUse(usedAt, now, timeZone) })}</p>}
    </>
  );
}
