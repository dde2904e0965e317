import { useAccount } from '../api/account.ts';
import { commonText } from '../texts/common.ts';
import { exact } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';
import { SupportLink } from '../ui/support-link.tsx';

/** Says that the operator has all keys refused, whatever the pages say of each; nothing otherwise. */
export function SuspensionNotice() {
  const { suspendedAt, timeZone } = useAccount();
  // Absent from an API of an older version.
  if (!suspendedAt) return null;
  return (
    <Callout kind="danger">
      <p>
        {commonText('suspended', { since: exact(suspendedAt, timeZone) })} <SupportLink />
      </p>
    </Callout>
  );
}
