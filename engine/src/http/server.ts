import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/**
 * AWS limits request line and header values to 10,240 bytes. Node counts names and separators too, hence a
 * little more.
 */
const maxHeaderBytes = 12_288;

/** Gets Node's own request and response, and must respond or throw. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createEngineServer(listener: Listener): Server {
  // A missing Host header is checked here, because Node's own refusal would carry no request id.
  const options = { maxHeaderSize: maxHeaderBytes, keepAliveTimeout: 60_000, requireHostHeader: false };
  const server = createServer(options, (request, response) => {
    if (isOutdated(request)) return void request.socket.end(refusal('400 Bad Request'));
    listener(request, response).catch((error: unknown) => {
      // A request is also destroyed once it has been read. Only a request that never completed was aborted by
      // its client.
      const isAborted = request.destroyed && !request.complete;
      if (isAborted) return void response.destroy();
      // Anything else is a bug in the engine.
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
    // AWS documents the limit but not the status. 431 is HTTP's status for it.
    const isOverflow = error.code === 'HPE_HEADER_OVERFLOW';
    socket.end(refusal(isOverflow ? '431 Request Header Fields Too Large' : '400 Bad Request'));
  });
  return server;
}

function isOutdated({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '0.9' || (httpVersion === '1.1' && headers.host === undefined);
}

/** @param status code and reason phrase */
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
