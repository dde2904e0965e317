import { describeError } from '../api/problem.ts';
import { count, plural } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
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
          <strong>
            {failures.length < total && `${count(failures.length)} of `}
            {plural(total, 'key')} {failures.length === 1 ? 'was' : 'were'} not changed.
          </strong>
        </p>
        <ul className="failures">
          {failures.map(({ key, error }) => {
            const { title, detail, requestId } = describeError(error);
            return (
              <li key={key.accessKey}>
                <span className="clamped">“{key.name}”</span> {title}. {detail}
                {requestId && <span className="request-id"> Request ID: {requestId}</span>}
              </li>
            );
          })}
        </ul>
      </Callout>
    </div>
  );
}
