import type { ReactNode } from 'react';
import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { Explanation } from './explanation.tsx';

/** What went wrong, and what to do next. */
export function ErrorMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  return (
    <div role="alert">
      <Callout kind="danger">
        <Explanation error={error} />
        {onRetry && (
          <Button size="small" onPress={onRetry}>
            {commonText('tryAgain')}
          </Button>
        )}
      </Callout>
    </div>
  );
}
