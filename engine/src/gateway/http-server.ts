import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import { Fault } from './faults.ts';
import { type GatewayAnswer, GatewayRequest, headerPairs } from './message.ts';

/** The largest request body of API Gateway. */
const maxBodyBytes = 10 * 1024 * 1024;

/** AWS's limit for request line and header values is 10,240 bytes; Node counts names and separators too, hence a little more. */
const maxHeaderBytes = 12_288;

/** Past this a body isn't even read to its end any more. */
const maxDrainedBytes = 100 * 1024 * 1024;

/** Gets Node's own request and response, and must answer or throw. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Something that answers requests, whole ones and those whose body was too large. */
export interface Responder {
  handle(request: GatewayRequest): Promise<GatewayAnswer>;
  refuse(request: GatewayRequest, fault: Fault): GatewayAnswer;
}

export function createEngineServer(listener: Listener): Server {
  // That a host is named is checked here, as Node's own refusal would carry no request id.
  const options = { maxHeaderSize: maxHeaderBytes, keepAliveTimeout: 60_000, requireHostHeader: false };
  const server = createServer(options, (request, response) => {
    if (isOutdated(request)) return void request.socket.end(refusal('400 Bad Request'));
    listener(request, response).catch((error: unknown) => {
      // A request is also destroyed once it has been read: only one that never came to its end was left by its client.
      const isLeft = request.destroyed && !request.complete;
      if (isLeft) return void response.destroy();
      // Anything else is a fault of the engine.
      console.error(error);
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(500, { 'content-type': 'application/json' })
          .end('{"message":"Internal server error"}');
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    // AWS documents the limit and not the status; this is the one that HTTP has for it.
    const isOverflow = error.code === 'HPE_HEADER_OVERFLOW';
    socket.end(refusal(isOverflow ? '431 Request Header Fields Too Large' : '400 Bad Request'));
  });
  return server;
}

function isOutdated({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '0.9' || (httpVersion === '1.1' && headers.host === undefined);
}

/** @param status with its text */
function refusal(status: string): string {
  const body = `{"message":"${status.slice(4)}"}`;
  const headers = [
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `x-amzn-RequestId: ${randomUUID()}`,
    'Connection: close',
  ];
  return [`HTTP/1.1 ${status}`, ...headers, '', body].join('\r\n');
}

/** Lets a gateway, or something in front of one, answer. */
export function answering(responder: Responder): Listener {
  return async (message, response) => {
    const { request, isTooLarge } = await readRequest(message);
    const answer = isTooLarge
      ? responder.refuse(request, new Fault('REQUEST_TOO_LARGE'))
      : await responder.handle(request);
    sendAnswer(response, request, answer);
  };
}

async function readRequest(
  message: IncomingMessage,
): Promise<{ request: GatewayRequest; isTooLarge: boolean }> {
  const body = await readBody(message, maxBodyBytes, maxDrainedBytes);
  const request = new GatewayRequest({
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

function sendAnswer(response: ServerResponse, request: GatewayRequest, answer: GatewayAnswer): void {
  const headers = [...answer.headers.flat(), 'x-amzn-RequestId', request.id];
  const hasBody =
    request.method !== 'HEAD' && answer.status >= 200 && answer.status !== 204 && answer.status !== 304;
  if (hasBody) headers.push('Content-Length', String(answer.body.length));
  response.writeHead(answer.status, headers);
  response.end(hasBody ? answer.body : undefined);
}
