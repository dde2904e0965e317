import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useAccount } from '../api/account.ts';
import type { NewKey } from '../api/types.ts';
import { config } from '../config.ts';
import { variableNames } from '../developers/variables.ts';
import { brandName } from '../shell/brand-name.ts';
import { locale } from '../texts/locale.ts';
import { rich } from '../texts/rich.tsx';
import { ending } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useLeaveGuard } from '../ui/leave-guard.ts';
import { secretText } from './secret-texts.ts';
import './secret-dialog.css';

/**
 * Shows a new key's secret, the only time it can be shown; asks for confirmation before leaving it uncopied.
 */
export function SecretDialog({
  newKey,
  title = secretText('saveSecret', { name: newKey.name }),
  intro = secretText('onlyTime'),
  notSaved = secretText('notSaved'),
  outlook,
  onClose,
}: {
  newKey: NewKey;
  title?: string;
  intro?: string;
  /** What it means to leave without the secret. */
  notSaved?: string;
  /** What comes next; of a new key, until when it works. */
  outlook?: ReactNode;
  onClose: () => void;
}) {
  const [isSaved, setSaved] = useState(false);
  const [isConfirmingLeave, setConfirmingLeave] = useState(false);
  useLeaveGuard(!isSaved, () => setConfirmingLeave(true));
  const state = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // On a phone it is at the end of what scrolls.
    if (isConfirmingLeave) state.current?.scrollIntoView({ block: 'nearest' });
  }, [isConfirmingLeave]);
  const keep = () => {
    setSaved(true);
    setConfirmingLeave(false);
  };
  const leave = () => (isSaved || isConfirmingLeave ? onClose() : setConfirmingLeave(true));
  const { token, accessKey, secretKey } = newKey;
  const secretAt = token.lastIndexOf('_') + 1;
  const curl = (value: string) => `curl ${config().gatewayUrl}v1/whoami -H "Authorization: Bearer ${value}"`;
  return (
    <Dialog title={title} width="wide" onClose={leave}>
      <p className="muted">{intro}</p>
      <div className="secrets" onCopy={() => isSelected(secretKey) && keep()}>
        <div className="token-box">
          <code>
            {token.slice(0, secretAt)}
            <b>{token.slice(secretAt)}</b>
          </code>
          <CopyButton
            text={token}
            what={secretText('tokenWhat')}
            label={secretText('copyToken')}
            kind={isSaved ? 'plain' : 'primary'}
            size="normal"
            onCopied={keep}
          />
        </div>
        <dl>
          <Row label={secretText('accessKey')} what={secretText('accessKeyWhat')} value={accessKey} />
          <Row
            label={secretText('secretKey')}
            what={secretText('secretKeyWhat')}
            value={secretKey}
            onCopied={keep}
          />
          <Row
            label={secretText('tryIt')}
            what={secretText('curlWhat')}
            value={curl(token)}
            shown={curl('…')}
            onCopied={keep}
          />
        </dl>
      </div>
      {outlook ?? (
        <p className="life muted">
          <Icon name="calendar" />
          <Life of={newKey} />
        </p>
      )}
      <DialogActions>
        <p ref={state} className="secret-state" role={isConfirmingLeave ? 'alert' : 'status'}>
          {isConfirmingLeave ? rich(notSaved) : secretText(isSaved ? 'saved' : 'notYetSaved')}
        </p>
        <Button icon="download" onPress={() => download(newKey, keep)}>
          {secretText('download')}
        </Button>
        {isConfirmingLeave ? (
          <Button kind="danger" onPress={onClose}>
            {secretText('leave')}
          </Button>
        ) : (
          <Button kind={isSaved ? 'primary' : 'plain'} onPress={leave}>
            {secretText('done')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

/** Until when the key works, and which emails come before. */
function Life({ of: { expiresAt } }: { of: NewKey }): ReactNode {
  const { timeZone, noticeLeadDays, leadTimeMails } = useAccount();
  if (expiresAt === null) return <span>{secretText('neverExpires')}</span>;
  const works = secretText('works', { ending: ending(expiresAt, timeZone) });
  if (!leadTimeMails) return <span>{works}</span>;
  const days = new Intl.ListFormat(locale, { type: 'conjunction' }).format(noticeLeadDays.map(String));
  return (
    <span>
      {works} {secretText('emails', { days })}
    </span>
  );
}

// Also as part of the token, which ends with it.
function isSelected(secret: string): boolean {
  return (getSelection()?.toString() ?? '').replaceAll(/\s/g, '').includes(secret);
}

function Row({
  label,
  what,
  value,
  shown = value,
  onCopied,
}: {
  label: string;
  what: string;
  value: string;
  shown?: string;
  onCopied?: () => void;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{shown}</code>
        <CopyButton
          text={value}
          what={what}
          label={secretText('copy')}
          kind="quiet"
          {...(onCopied && { onCopied })}
        />
      </dd>
    </div>
  );
}

function download({ accessKey, secretKey, token }: NewKey, onDone: () => void): void {
  const names = variableNames(brandName());
  const lines = [
    `${names.apiUrl}=${config().gatewayUrl}`,
    `${names.accessKey}=${accessKey}`,
    `${names.secretKey}=${secretKey}`,
    `${names.token}=${token}`,
  ];
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = names.file;
  link.click();
  URL.revokeObjectURL(url);
  onDone();
}
