import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the API behind the gateway got it. */
export interface Received {
  readonly method: string;
  /** Path and query, as they came. */
  readonly target: string;
  /** Names in small letters, in the order in which they came. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** The operator's own API: records what it gets, answers 200 unless told otherwise. */
export class Upstream {
  readonly url: string;
  readonly received: Received[] = [];
  #respond: RequestListener = plain;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param port a free one if it is 0 */
  static async start(port = 0): Promise<Upstream> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const upstream = new Upstream(server);
    server.on('request', (request, response) => void upstream.#take(request, response));
    return upstream;
  }

  /** Answers the next requests in this way. */
  respond(listener: RequestListener = plain): void {
    this.#respond = listener;
  }

  /** What came last. @throws when nothing has come */
  get last(): Received {
    const last = this.received.at(-1);
    if (last === undefined) throw new Error('nothing has reached the upstream');
    return last;
  }

  /** The values of a header of the last request. */
  lastValues(name: string): string[] {
    return this.last.headers.filter(([key]) => key === name).map(([, value]) => value);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = request.rawHeaders;
    this.received.push({
      method: request.method ?? '',
      target: request.url ?? '',
      headers: Array.from({ length: raw.length / 2 }, (_, i) => [
        raw[2 * i]?.toLowerCase() ?? '',
        raw[2 * i + 1] ?? '',
      ]),
      body: Buffer.concat(chunks),
    });
    this.#respond(request, response);
  }
}

function plain(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"from":"upstream"}');
}
