import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Problem } from '../core/problem.ts';

/** Fails soon instead of holding a request for the SDK's default of no limit at all. */
const timeouts = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** A document client for the table's region, or for the endpoint in AWS_ENDPOINT_URL_DYNAMODB. */
export function connectTable(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ maxAttempts: 3, requestHandler: timeouts });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Awaits a write with a condition: its answer, or null when the condition did not hold. */
export async function ifConditionHolds<T>(write: Promise<T>): Promise<T | null> {
  try {
    return await translateFaults(write);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}

/** Awaits a call to the table. @throws Problem `unavailable` when the table is throttling, failing or out of reach */
export async function translateFaults<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isPassing(error) ? new Problem('unavailable', { cause: error }) : error;
  }
}

/** Throttling: the request was right and not carried out. Any other client fault is a defect of ours. */
const throttlings = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isClientFault = '$fault' in error && error.$fault === 'client';
  // What carries no answer of the service at all (a reset, a time-out, an unreadable body) is passing as well.
  return isClientFault ? throttlings.has(error.name) : true;
}
