import { describeError } from '../api/problem.ts';
import { RequestId } from './request-id.tsx';

/** What happened, what to do, and what support asks for. */
export function Explanation({ error }: { error: unknown }) {
  const { title, detail, requestId } = describeError(error);
  return (
    <>
      <p>
        <strong>{title}</strong>
      </p>
      <p>{detail}</p>
      {requestId && <RequestId id={requestId} />}
    </>
  );
}
