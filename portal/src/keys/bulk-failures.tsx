import { describeError } from '../api/problem.ts';
import { rich } from '../texts/rich.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { RequestId } from '../ui/request-id.tsx';
import { t } from './texts.ts';
import type { Failure } from './use-bulk.ts';

/** Which of several keys were not changed, and why; for a single key, what to do next. */
export function BulkFailures({ failures, of: total }: { failures: readonly Failure[]; of: number }) {
  const [first] = failures;
  if (first === undefined) return null;
  if (total === 1) return <ErrorMessage error={first.error} />;
  return (
    <div role="alert">
      <Callout kind="danger">
        <p>
          <strong>{t('notChanged', { failed: failures.length, total })}</strong>
        </p>
        <ul className="failures">
          {failures.map(({ key, error }) => {
            const { title, detail, requestId } = describeError(error);
            return (
              <li key={key.accessKey}>
                {rich(t('failure'), {
                  name: <bdi className="clamped">{t('quoted', { name: key.name })}</bdi>,
                  title,
                  detail,
                })}
                {requestId && <RequestId id={requestId} />}
              </li>
            );
          })}
        </ul>
      </Callout>
    </div>
  );
}
