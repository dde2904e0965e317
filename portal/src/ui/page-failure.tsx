import { describeError } from '../api/problem.ts';
import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import { RequestId } from './request-id.tsx';
import { SupportLink } from './support-link.tsx';
import './page-failure.css';

/**
 * Replaces a page, or everything, that has failed: what happened, what to do, and a way on.
 * @param onSignOut leaves for another sign-in, where no page can be shown to this one
 * @param onRetry tries again in place; without it, the page is loaded again, as whatever has failed may fail again
 */
export function PageFailure({
  error,
  onRetry,
  onSignOut,
}: {
  error: unknown;
  onRetry?: () => void;
  onSignOut?: () => void;
}) {
  const { title, detail, requestId } = describeError(error);
  return (
    <section className="page-failure" role="alert">
      <h1>{title}</h1>
      <p>{detail}</p>
      <div className="actions">
        <Button kind="primary" onPress={onRetry ?? (() => location.reload())}>
          {commonText(onRetry ? 'tryAgain' : 'reload')}
        </Button>
        {onSignOut ? (
          <Button kind="quiet" onPress={onSignOut}>
            {commonText('signOut')}
          </Button>
        ) : (
          <a className="button quiet" href="/keys">
            {commonText('backToKeys')}
          </a>
        )}
        <SupportLink />
      </div>
      {requestId && <RequestId id={requestId} />}
    </section>
  );
}
