import type { ReactNode } from 'react';
import type { KeyVersion } from '../api/keys.ts';
import type { Key } from '../api/types.ts';
import { t as keyText } from '../keys/texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { useKeyVersion } from './use-key-version.ts';
import './rotation-dialogs.css';

/** A dialog about the current version of a key. */
export function VersionedDialog({
  of: { accessKey },
  title,
  role,
  onClose,
  children,
}: {
  of: Pick<Key, 'accessKey'>;
  title: string;
  role?: 'alertdialog';
  onClose: () => void;
  children: (version: KeyVersion) => ReactNode;
}) {
  const found = useKeyVersion(accessKey);
  return (
    <Dialog title={title} {...(role && { role })} onClose={onClose}>
      {found.isPending && <Loading what={keyText('theKey')} />}
      {found.isError && !found.data && (
        <ErrorMessage error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && children(found.data)}
    </Dialog>
  );
}
