import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The Lambda Runtime API for one function instance (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export class RuntimeApi {
  readonly #server: Server;
  /** The instance's request for its next event, once it waits for one. */
  #waiting = Promise.withResolvers<ServerResponse>();
  #answer = Promise.withResolvers<string>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 0;
    // Nobody may be listening when the instance fails to start.
    this.#answer.promise.catch(() => {});
    this.#waiting.promise.catch(() => {});
  }

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    await once(api.#server.listen(0, '127.0.0.1'), 'listening');
    return api;
  }

  /** For AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * Has the instance serve one event, as soon as it asks for one.
   * @returns the answer, and the microseconds from the event's sending to its arrival
   */
  async invoke(event: string): Promise<{ answer: string; microseconds: number }> {
    const response = await this.#waiting.promise;
    this.#waiting = Promise.withResolvers();
    this.#answer = Promise.withResolvers();
    this.#waiting.promise.catch(() => {});
    const startedAt = performance.now();
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': randomUUID(),
      'lambda-runtime-deadline-ms': String(Date.now() + 15_000),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:bench',
    });
    response.end(event);
    const answer = await this.#answer.promise;
    return { answer, microseconds: (performance.now() - startedAt) * 1000 };
  }

  /** Lets what waits for the instance know that it has ended. */
  fail(error: Error): void {
    this.#waiting.reject(error);
    this.#answer.reject(error);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith('/invocation/next')) {
      this.#waiting.resolve(response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (request.url?.endsWith('/response')) this.#answer.resolve(text);
    else this.fail(new Error(`The function failed: ${text}`));
    response.writeHead(202).end();
  }
}
