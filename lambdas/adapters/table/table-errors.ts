import { Problem } from '../../core/problem-catalogue.ts';

/**
 * Awaits a call to the table.
 * @throws Problem `unavailable` when the table is throttling, failing or out of reach
 */
export async function mapErrors<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isTransient(error) ? new Problem('unavailable', { cause: error }) : error;
  }
}

/** Throttling: the request was valid and not carried out. Any other client error is a defect of ours. */
const throttlingErrors = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isClientError = '$fault' in error && error.$fault === 'client';
  // An error without any response of the service (a reset, a timeout, an unreadable body) is transient as
  // well.
  return isClientError ? throttlingErrors.has(error.name) : true;
}
