import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { close, listen } from '../../src/http/ports.ts';

/** A request as the server behind the gateway saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly body: string;
}

/** A server behind the gateway: responds with the request, or does what the path says. */
export class Upstream {
  readonly url: string;
  readonly requests: Seen[] = [];
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Upstream> {
    const requests: Seen[] = [];
    const server = createServer((request, response) => void respond(request, response, requests));
    const upstream = new Upstream(server, await listen(server, 0));
    Object.assign(upstream, { requests });
    return upstream;
  }

  close(): Promise<void> {
    return close(this.#server);
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, requests: Seen[]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url = '', rawHeaders } = request;
  const seen = { method, url, rawHeaders, body: Buffer.concat(chunks).toString('base64') };
  requests.push(seen);
  if (url.startsWith('/hang')) return;
  if (url.startsWith('/break')) {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    response.destroy();
  } else if (url.startsWith('/bytes')) {
    const headers = [
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Content-Encoding',
      'gzip',
      'Server',
      'up',
      'X-Up',
      'yes',
    ];
    response.writeHead(207, [...headers, 'WWW-Authenticate', 'Basic', 'Transfer-Encoding', 'chunked']);
    response.end(Buffer.from([0, 255, 1, 254, 13, 10]));
  } else if (url.startsWith('/typeless')) {
    response.writeHead(200, { 'content-length': '4', server: 'up', 'www-authenticate': 'Basic' }).end('text');
  } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen));
}
