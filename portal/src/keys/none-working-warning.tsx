import { Callout } from '../ui/advice.tsx';

/** Before the last key that works is stopped. */
export function NoneWorkingWarning() {
  return (
    <Callout kind="warn">
      <p>
        <strong>No working key will be left.</strong> Every program that calls the API for this account will
        stop. Unless that’s what you want, create another key first.
      </p>
    </Callout>
  );
}
