import { finished, Readable } from 'node:stream';

/** A response that can't be read. The mark lets the SDK try again, where it may try more than once. */
class BrokenResponse extends Error {
  override readonly name = 'BrokenResponse';
  readonly $retryable = {};
}

interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface CompleteResponsesSettings {
  /** For the body, counted from the end of the headers. */
  deadlineMilliseconds: number;
  /** Whether the body of a 200 can be what the service has sent; absent: any body that ends counts. */
  isComplete?: (body: Buffer, headers: Record<string, string>) => boolean;
}

/** The lowest priority stands next to the network, before the response is parsed. */
export const completeResponsesPlace = {
  step: 'deserialize',
  priority: 'low',
  name: 'completeResponses',
} as const;

/**
 * Middleware that lets an SDK client accept only complete responses. On its own, the SDK waits forever for
 * the rest of a response that has begun, and takes an empty body, for example, for a response without any
 * field.
 */
export function completeResponses({
  deadlineMilliseconds,
  isComplete = () => true,
}: CompleteResponsesSettings) {
  return <Arguments, Result extends { response: unknown }>(next: (args: Arguments) => Promise<Result>) =>
    async (args: Arguments): Promise<Result> => {
      const result = await next(args);
      // The SDK leaves its type open; with its HTTP handler it is this.
      const response = result.response as HttpResponse;
      if (!(response.body instanceof Readable)) return result;
      const body = await readAll(response.body, deadlineMilliseconds);
      if (response.statusCode === 200 && !isComplete(body, response.headers))
        throw new BrokenResponse('The service returned a malformed response.');
      response.body = body;
      return result;
    };
}

// By events: an AbortSignal, and the consumers of node:stream, which use a Blob, would cost a twelfth of a
// whole read.
function readAll(body: Readable, deadlineMilliseconds: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const timer = setTimeout(() => body.destroy(new Error('It did not end in time.')), deadlineMilliseconds);
  body.on('data', (chunk: Buffer) => chunks.push(chunk));
  finished(body, (cause) => {
    clearTimeout(timer);
    if (cause) reject(new BrokenResponse('The service broke off its response.', { cause }));
    else resolve(Buffer.concat(chunks));
  });
  return promise;
}
