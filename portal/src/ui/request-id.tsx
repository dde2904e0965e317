import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';

/** Names one call in the server's log; selected as a whole, to be sent to support. */
export function RequestId({ id }: { id: string }) {
  return <p className="request-id">{rich(commonText('requestId'), { id: <code>{id}</code> })}</p>;
}
