import { useState } from 'react';
import type { NewKey } from '../api/types.ts';
import { config } from '../config.ts';
import { rich } from '../texts/rich.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { useLeaveGuard } from '../ui/leave-guard.ts';
import { secretText } from './secret-texts.ts';
import './secret-dialog.css';

/**
 * Shows a new key's secret, the only time it can be shown; asks for confirmation before leaving it uncopied.
 */
export function SecretDialog({
  newKey,
  title,
  intro,
  onClose,
}: {
  newKey: NewKey;
  title: string;
  intro?: string;
  onClose: () => void;
}) {
  const [isSaved, setSaved] = useState(false);
  const [isConfirmingLeave, setConfirmingLeave] = useState(false);
  useLeaveGuard(!isSaved, () => setConfirmingLeave(true));
  const keep = () => {
    setSaved(true);
    setConfirmingLeave(false);
  };
  const leave = () => (isSaved || isConfirmingLeave ? onClose() : setConfirmingLeave(true));
  const curl = `curl ${config().gatewayUrl}v1/whoami -H "Authorization: Bearer ${newKey.token}"`;
  return (
    <Dialog title={title} width="wide" onClose={leave}>
      {intro && <p>{intro}</p>}
      <Callout kind="info">
        <p>{rich(secretText('onlyTime'), { name: <bdi>{newKey.name}</bdi> })}</p>
      </Callout>
      <dl className="secrets" onCopy={() => isSelected(newKey.secretKey) && keep()}>
        <Secret
          label={secretText('token')}
          what={secretText('tokenWhat')}
          value={newKey.token}
          onCopied={keep}
        />
        <Secret label={secretText('accessKey')} what={secretText('accessKeyWhat')} value={newKey.accessKey} />
        <Secret
          label={secretText('secretKey')}
          what={secretText('secretKeyWhat')}
          value={newKey.secretKey}
          onCopied={keep}
        />
        <Secret label={secretText('tryIt')} what={secretText('curlWhat')} value={curl} onCopied={keep} />
      </dl>
      <div role="alert">
        {isConfirmingLeave && (
          <Callout kind="danger">
            <p>{rich(secretText('notSaved'))}</p>
          </Callout>
        )}
      </div>
      <DialogActions>
        <Button icon="download" onPress={() => download(newKey, keep)}>
          {secretText('download')}
        </Button>
        {isConfirmingLeave ? (
          <Button kind="danger" onPress={onClose}>
            {secretText('leave')}
          </Button>
        ) : (
          <Button kind="primary" onPress={leave}>
            {secretText('done')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

// Also as part of the token, which ends with it.
function isSelected(secret: string): boolean {
  return (getSelection()?.toString() ?? '').replaceAll(/\s/g, '').includes(secret);
}

function Secret({
  label,
  what,
  value,
  onCopied,
}: {
  label: string;
  what: string;
  value: string;
  onCopied?: () => void;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{value}</code>
        <CopyButton text={value} what={what} label={secretText('copy')} {...(onCopied && { onCopied })} />
      </dd>
    </div>
  );
}

function download({ accessKey, secretKey, token }: NewKey, onDone: () => void): void {
  const lines = [
    `LATCHKEY_API_URL=${config().gatewayUrl}`,
    `LATCHKEY_ACCESS_KEY=${accessKey}`,
    `LATCHKEY_SECRET_KEY=${secretKey}`,
    `LATCHKEY_TOKEN=${token}`,
  ];
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'latchkey.env';
  link.click();
  URL.revokeObjectURL(url);
  onDone();
}
