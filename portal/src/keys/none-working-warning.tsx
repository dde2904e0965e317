import { Callout } from '../ui/advice.tsx';

/** Before the last key that works is stopped. */
export function NoneWorkingWarning() {
  return (
    <Callout kind="warn">
      <p>
        <strong>No working key will be left.</strong> Everything that calls the API for this account stops.
        Create another key first, unless that is what you want.
      </p>
    </Callout>
  );
}
