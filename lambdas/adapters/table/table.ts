import { crc32 } from 'node:zlib';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Problem } from '../../core/problem.ts';
import { wholeAnswers, wholeAnswersPlace } from '../whole-answers.ts';

/** Fails soon instead of holding a request for the SDK's default of no limit at all. */
const timeouts = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** A document client for the table's region, or for the endpoint in AWS_ENDPOINT_URL_DYNAMODB. */
export function connectTable(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ maxAttempts: 3, requestHandler: timeouts });
  // The largest answer, a page of an inventory, has a tenth of a megabyte.
  client.middlewareStack.add(wholeAnswers({ deadlineMilliseconds: 1_000, isWhole }), wholeAnswersPlace);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** A JSON object, and the one that was sent, as far as its checksum tells. Else a key that exists could count as deleted. */
function isWhole(body: Buffer, headers: Record<string, string>): boolean {
  const checksum = headers['x-amz-crc32'];
  if (checksum !== undefined && crc32(body) !== Number(checksum)) return false;
  return body.at(0) === openingBrace && body.at(-1) === closingBrace;
}

const [openingBrace, closingBrace] = Buffer.from('{}');

/** Awaits a write with a condition: its answer, or null when the condition did not hold. */
export async function ifConditionHolds<T>(write: Promise<T>): Promise<T | null> {
  return (await tryIfConditionHolds(write)).done;
}

/** What became of a write with a condition: its answer, or how often it was tried until the condition was found not to hold. */
export type Outcome<T> = { done: T; tries?: never } | { done: null; tries: number };

/** Awaits a write with a condition. More than one try may mean that the first was carried out, and changed what the next one met. */
export async function tryIfConditionHolds<T>(write: Promise<T>): Promise<Outcome<T>> {
  try {
    return { done: await translateFaults(write) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return { done: null, tries: error.$metadata.attempts ?? 1 };
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
