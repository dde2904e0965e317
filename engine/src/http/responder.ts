import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import { HttpRequest, type HttpResponse, headerPairs } from './message.ts';
import type { Listener } from './server.ts';

/** The largest request body that API Gateway takes. */
const maxBodyBytes = 10 * 1024 * 1024;

/** A body larger than this is not even read to its end. */
const maxDrainedBytes = 100 * 1024 * 1024;

/** Something that responds to whole requests. */
export interface Responder {
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** @param request without its body, which was too large */
  refuseTooLarge(request: HttpRequest): HttpResponse;
}

/** Reads each request whole, and sends the responder's response. */
export function listenerFor(responder: Responder): Listener {
  return async (message, response) => {
    const { request, isTooLarge } = await readRequest(message);
    const result = isTooLarge ? responder.refuseTooLarge(request) : await responder.handle(request);
    send(response, request, result);
  };
}

async function readRequest(message: IncomingMessage): Promise<{ request: HttpRequest; isTooLarge: boolean }> {
  const body = await readBody(message, maxBodyBytes, maxDrainedBytes);
  const request = new HttpRequest({
    id: randomUUID(),
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: headerPairs(message.rawHeaders),
    body: body === 'too-large' ? Buffer.alloc(0) : body.bytes,
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    protocol: `HTTP/${message.httpVersion}`,
  });
  return { request, isTooLarge: body === 'too-large' };
}

function send(target: ServerResponse, request: HttpRequest, { status, headers, body }: HttpResponse): void {
  const rawHeaders = [...headers.flat(), 'x-amzn-RequestId', request.id];
  const hasBody = request.method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
  if (hasBody) rawHeaders.push('Content-Length', String(body.length));
  target.writeHead(status, rawHeaders);
  target.end(hasBody ? body : undefined);
}
