import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Makes something that test files share. @returns what they need to know of it, as JSON can say it */
export type Maker = (argument: string, server: SharedServer) => Promise<unknown>;

/** The variable that tells the workers where the server listens. */
export const portVariable = 'LATCHKEY_TEST_SHARED_PORT';

/**
 * Makes what test files share on first demand, once for all workers: a run of unit tests makes nothing. It lives in the
 * process that starts jest's workers, from the global setup to the global teardown.
 */
export class SharedServer {
  readonly #server: Server;
  readonly #makers: Record<string, Maker> = {};
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async open(): Promise<SharedServer> {
    const shared = new SharedServer();
    await once(shared.#server.listen(0, '127.0.0.1'), 'listening');
    return shared;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  offer(makers: Readonly<Record<string, Maker>>): void {
    Object.assign(this.#makers, makers);
  }

  /** @param argument the same thing is made once for each */
  get<T>(name: string, argument = ''): Promise<T> {
    const id = `${name}/${argument}`;
    const made = this.#made.get(id) ?? this.#make(name, argument);
    this.#made.set(id, made);
    // Whoever asks knows what the maker of that name makes.
    return made as Promise<T>;
  }

  /** @param closer undoes what a maker did, when everything is over */
  onClose(closer: () => Promise<unknown>): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.splice(0).toReversed()) await closer();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #make(name: string, argument: string): Promise<unknown> {
    const maker = this.#makers[name];
    if (maker === undefined) throw new Error(`Nobody offers to make ${name}.`);
    return maker(argument, this);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [name = '', argument = ''] = (request.url ?? '').slice(1).split('/').map(decodeURIComponent);
    try {
      response.end(JSON.stringify(await this.get(name, argument)));
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  }
}
