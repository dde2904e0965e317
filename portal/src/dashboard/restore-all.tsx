import { lazy, Suspense, useState } from 'react';
import type { Key } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { DialogFailure } from '../ui/page-failure.tsx';
import { t } from './texts.ts';

const ExtendDialog = lazy(async () => ({
  default: (await import('../keys/extend-dialog.tsx')).ExtendDialog,
}));

/** Restores several expired keys in one dialog. */
export function RestoreAll({ keys }: { keys: readonly Key[] }) {
  // As of the opening: what is named stays what changes.
  const [chosen, setChosen] = useState<readonly Key[]>();
  const close = () => setChosen(undefined);
  return (
    <>
      <Button size="small" onPress={() => setChosen(keys)}>
        {t('restoreAll', { count: keys.length })}
      </Button>
      {chosen && (
        <ErrorBoundary subject={chosen} fallback={(error) => <DialogFailure error={error} onClose={close} />}>
          <Suspense>
            <ExtendDialog keys={chosen} onClose={close} />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  );
}
