import type { IncomingMessage } from 'node:http';

/** More than any of the engine's own routes needs. */
const maxBytes = 65_536;

/** @throws when the body is larger than the engine's own routes need */
export async function readSmallBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readSmallBody(request));
}
