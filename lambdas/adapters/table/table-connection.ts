import { crc32 } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { completeResponses, completeResponsesPlace } from '../complete-responses.ts';
import { TableClient } from './table-client.ts';

/** Fails soon, where the SDK's default would hold a request without any limit. */
const timeouts = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** A client of the table in the function's region, or at the endpoint in AWS_ENDPOINT_URL_DYNAMODB. */
export function connectTable(tableName: string): TableClient {
  const client = new DynamoDBClient({ maxAttempts: 3, requestHandler: timeouts });
  client.middlewareStack.add(
    // The largest response, a page of an inventory, has a tenth of a megabyte.
    completeResponses({ deadlineMilliseconds: 1_000, isComplete }),
    completeResponsesPlace,
  );
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return new TableClient(documents, tableName);
}

/**
 * A JSON object, and the one that was sent, as far as its checksum tells. Without this check a key that
 * exists could be taken for deleted.
 */
function isComplete(body: Buffer, headers: Record<string, string>): boolean {
  const checksum = headers['x-amz-crc32'];
  if (checksum !== undefined && crc32(body) !== Number(checksum)) return false;
  return body.at(0) === openingBrace && body.at(-1) === closingBrace;
}

const [openingBrace, closingBrace] = Buffer.from('{}');
