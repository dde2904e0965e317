import type { IncomingMessage } from 'node:http';

/** A whole body, or the fact that it is larger than allowed. */
export type Body = { readonly bytes: Buffer } | 'too-large';

const empty = { bytes: Buffer.alloc(0) };

/**
 * Reads a body to its end, even if it is larger than allowed, so that its sender can read the response. By
 * events, because iterating over the stream takes three times as long, and every call through the gateway is
 * read here.
 * @param drainBytes a body larger than this is not read to its end
 */
export function readBody(message: IncomingMessage, maxBytes: number, drainBytes = maxBytes): Promise<Body> {
  const { headers } = message;
  if (
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    isRequest(message)
  ) {
    return Promise.resolve(empty);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let read = 0;
    message.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read <= maxBytes) chunks.push(chunk);
      else if (read > drainBytes) resolve('too-large');
    });
    message.on('end', () => resolve(read > maxBytes ? 'too-large' : { bytes: Buffer.concat(chunks) }));
    message.on('error', reject);
  });
}

// Without either header a request has no body, but a response has one that ends with the connection.
function isRequest(message: IncomingMessage): boolean {
  return message.method !== undefined && message.method !== null;
}
