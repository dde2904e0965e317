import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiResponse, send } from '../support/engine-http.ts';

export interface ProxiedRequest {
  method: string;
  path: string;
  /** In the order in which they came; names as they were written. */
  headers: [string, string][];
  body: Buffer;
}

export interface ProxiedResponse {
  status: number;
  headers: Headers;
  body: string | Buffer;
}

/** What becomes of a call: changed on its way there, or back, or never sent. */
export type Tampering = (
  request: ProxiedRequest,
  forward: (request: ProxiedRequest) => Promise<ProxiedResponse>,
) => Promise<ProxiedResponse>;

/** Stands between a client and a service, and makes the service look as if it had a fault. */
export class TamperingProxy {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  /** @param port of the service behind it */
  static async open(port: number, tamper: Tampering): Promise<TamperingProxy> {
    const server = createServer();
    server.on('request', async (request, response) => {
      const proxied = await tamper(await read(request), (changed) => forward(port, changed)).catch(
        () => null,
      );
      if (!proxied) return void request.socket.destroy();
      const length = Buffer.byteLength(proxied.body);
      if (proxied.status !== 204) proxied.headers.set('content-length', String(length));
      response.writeHead(proxied.status, [...proxied.headers].flat()).end(proxied.body);
    });
    await once(server.listen(0, 'localhost'), 'listening');
    return new TamperingProxy(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

async function read(request: IncomingMessage): Promise<ProxiedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = request.rawHeaders;
  const headers = Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [
    raw[2 * i] ?? '',
    raw[2 * i + 1] ?? '',
  ]);
  return { method: request.method ?? '', path: request.url ?? '', headers, body: Buffer.concat(chunks) };
}

async function forward(
  port: number,
  { method, path, headers, body }: ProxiedRequest,
): Promise<ProxiedResponse> {
  const own = ['host', 'connection', 'content-length', 'transfer-encoding'];
  const passed = headers.filter(([name]) => !own.includes(name.toLowerCase()));
  const response: ApiResponse = await send(port, {
    method,
    path,
    headers: passed,
    ...(body.length > 0 && { body }),
  });
  for (const name of ['connection', 'keep-alive', 'transfer-encoding']) response.headers.delete(name);
  return { status: response.status, headers: response.headers, body: response.bytes };
}
