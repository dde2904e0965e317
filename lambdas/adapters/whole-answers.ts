import { finished, Readable } from 'node:stream';

/** An answer of a service that can't be read. The mark lets the SDK try again, where it is let try more than once. */
class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly $retryable = {};
}

interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface WholeAnswerSettings {
  /** For the body, from the end of the headers on. */
  deadlineMilliseconds: number;
  /** Whether the body of a 200 can be what the service has said; absent: that it ends is enough. */
  isWhole?: (body: Buffer, headers: Record<string, string>) => boolean;
}

/** The lowest priority stands next to the network, inside of what parses the answer. */
export const wholeAnswersPlace = { step: 'deserialize', priority: 'low', name: 'wholeAnswers' } as const;

/**
 * Middleware for an SDK client that lets it take whole answers alone. By itself the SDK waits without end for the rest of an answer
 * that has begun, and takes an empty body, among others, for an answer that names nothing.
 */
export function wholeAnswers({ deadlineMilliseconds, isWhole = () => true }: WholeAnswerSettings) {
  return <Arguments, Result extends { response: unknown }>(next: (args: Arguments) => Promise<Result>) =>
    async (args: Arguments): Promise<Result> => {
      const result = await next(args);
      const answer = result.response as HttpAnswer;
      if (!(answer.body instanceof Readable)) return result;
      const body = await readWhole(answer.body, deadlineMilliseconds);
      if (answer.statusCode === 200 && !isWhole(body, answer.headers))
        throw new BrokenAnswer('The service gave an answer that is none.');
      answer.body = body;
      return result;
    };
}

// By events: an AbortSignal, and the consumers of node:stream, which go by way of a Blob, cost a twelfth of a whole read.
function readWhole(body: Readable, deadlineMilliseconds: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const timer = setTimeout(() => body.destroy(new Error('It did not end in time.')), deadlineMilliseconds);
  body.on('data', (chunk: Buffer) => chunks.push(chunk));
  finished(body, (cause) => {
    clearTimeout(timer);
    if (cause) reject(new BrokenAnswer('The service broke its answer off.', { cause }));
    else resolve(Buffer.concat(chunks));
  });
  return promise;
}
