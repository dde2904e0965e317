import { addAbortSignal, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** An answer of the table that can't be read, which the SDK is to ask for again. */
class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  /** The SDK's mark for a fault that may pass. */
  readonly $retryable = {};
}

interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: unknown;
}

/**
 * Lets a client take whole answers alone. By itself the SDK waits without end for the rest of an answer that has begun, and takes an
 * empty body, or JSON that is no object, for an answer that names nothing: a key that exists would count as deleted.
 * @param deadlineMilliseconds for the body, from its first byte on
 */
export function demandWholeAnswers(client: DynamoDBClient, deadlineMilliseconds: number): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const answer = result.response as HttpAnswer;
      if (answer.body instanceof Readable) answer.body = await readWhole(answer, deadlineMilliseconds);
      return result;
    },
    // The lowest priority stands next to the network, inside of what parses the answer.
    { step: 'deserialize', priority: 'low', name: 'demandWholeAnswers' },
  );
}

async function readWhole({ statusCode, headers, body }: HttpAnswer, deadline: number): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await buffer(addAbortSignal(AbortSignal.timeout(deadline), body as Readable));
  } catch (cause) {
    throw new BrokenAnswer('The table broke its answer off.', { cause });
  }
  if (statusCode === 200 && !isWhole(bytes, headers['x-amz-crc32'])) {
    throw new BrokenAnswer('The table gave an answer that is none.');
  }
  return bytes;
}

/** Whether the bytes are those that were sent, as far as the answer says, and can be a JSON object. */
function isWhole(bytes: Buffer, checksum: string | undefined): boolean {
  if (checksum !== undefined && crc32(bytes) !== Number(checksum)) return false;
  return bytes[0] === 0x7b && bytes.at(-1) === 0x7d;
}
