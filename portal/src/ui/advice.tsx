import type { ReactNode } from 'react';
import { adviceFor } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** A box that says something that should not be overlooked. */
export function Callout({ kind, children }: { kind: 'info' | 'warn' | 'danger'; children: ReactNode }) {
  return (
    <div className={`callout ${kind}`}>
      <Icon name={kind === 'info' ? 'key' : 'alert'} />
      <div>{children}</div>
    </div>
  );
}

/** What has gone wrong, and what to do next. */
export function ErrorAdvice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, requestId } = adviceFor(error);
  return (
    <div role="alert">
      <Callout kind="danger">
        <p>
          <strong>{title}.</strong> {detail}
        </p>
        {requestId && <p className="request-id">Request ID: {requestId}</p>}
        {onRetry && (
          <Button size="small" onPress={onRetry}>
            Try again
          </Button>
        )}
      </Callout>
    </div>
  );
}
