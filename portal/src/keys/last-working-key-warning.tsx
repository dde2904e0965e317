import { Callout } from '../ui/callout.tsx';

/** Shown before an account's last working keys are expired or deleted. */
export function LastWorkingKeyWarning() {
  return (
    <Callout kind="warn">
      <p>
        <strong>No working key will be left.</strong> Every program that calls the API for this account will
        stop. Unless that’s what you want, create another key first.
      </p>
    </Callout>
  );
}
