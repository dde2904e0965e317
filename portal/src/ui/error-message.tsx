import { describeError } from '../api/problem.ts';
import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';

/** What went wrong, and what to do next. */
export function ErrorMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, requestId } = describeError(error);
  return (
    <div role="alert">
      <Callout kind="danger">
        <p>
          <strong>{title}.</strong> {detail}
        </p>
        {requestId && <p className="request-id">{commonText('requestId', { id: requestId })}</p>}
        {onRetry && (
          <Button size="small" onPress={onRetry}>
            {commonText('tryAgain')}
          </Button>
        )}
      </Callout>
    </div>
  );
}
