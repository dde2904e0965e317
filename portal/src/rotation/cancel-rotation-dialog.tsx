import { useAccount } from '../api/account.ts';
import type { KeyVersion } from '../api/keys.ts';
import { cancelRotation } from '../api/rotations.ts';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { describeLastUse } from '../use/describe-use.ts';
import { EndForm, NoRotation } from './end-form.tsx';
import { isOverlap, rotationAt } from './rotation-at.ts';
import { t } from './texts.ts';
import { useRotationEnd } from './use-rotation-end.ts';
import { VersionedDialog } from './versioned-dialog.tsx';

/** Ends the new secret, after saying who uses it. */
export function CancelRotationDialog({ of: key, onClose }: { of: Key; onClose: () => void }) {
  return (
    <VersionedDialog
      of={key}
      title={t('cancelTitle', { name: key.name })}
      role="alertdialog"
      onClose={onClose}
    >
      {(version) => <Cancel version={version} onClose={onClose} />}
    </VersionedDialog>
  );
}

function Cancel({ version, onClose }: { version: KeyVersion; onClose: () => void }) {
  const { key, etag } = version;
  const { timeZone } = useAccount();
  const now = useNow();
  const rotation = rotationAt(key, now);
  // As the API takes it: a test of the new secret is use, too.
  const isInUse = rotation !== null && (isOverlap(rotation) || rotation.newSecretLastUsedAt !== null);
  const end = useRotationEnd(
    version,
    () => cancelRotation(key.accessKey, isInUse, etag),
    t('cancelled', { name: key.name }),
    onClose,
  );
  if (rotation === null) return <NoRotation name={key.name} onClose={onClose} />;
  const { newSecretLastUsedAt: usedAt } = rotation;
  return (
    <EndForm
      evidence={
        <>
          <p>{rich(t(!isInUse ? 'newUnused' : isOverlap(rotation) ? 'newInUse' : 'newOnlyTested'))}</p>
          {usedAt && <p>{t('lastCallOf', { when: describeLastUse(usedAt, now, timeZone) })}</p>}
        </>
      }
      consent={isInUse ? t('cancelAnyway') : undefined}
      verb={t('cancelRotation')}
      end={end}
      onClose={onClose}
    >
      <p>{rich(t('cancelHelp'))}</p>
    </EndForm>
  );
}
