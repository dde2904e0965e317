import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The Lambda Runtime API for one function instance
 * (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
export class RuntimeApi {
  readonly #server: Server;
  /** The instance's pending request for its next event. */
  #waiting = Promise.withResolvers<ServerResponse>();
  #response = Promise.withResolvers<string>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 0;
    // Nothing may be waiting for them when the instance fails to start.
    this.#response.promise.catch(() => {});
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
   * Sends one event to the instance as soon as it asks for one.
   * @returns the response, and the microseconds from sending the event to receiving the response
   */
  async invoke(event: string): Promise<{ response: string; microseconds: number }> {
    const poll = await this.#waiting.promise;
    this.#waiting = Promise.withResolvers();
    this.#response = Promise.withResolvers();
    this.#waiting.promise.catch(() => {});
    const startedAt = performance.now();
    poll.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': randomUUID(),
      'lambda-runtime-deadline-ms': String(Date.now() + 15_000),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:bench',
    });
    poll.end(event);
    const response = await this.#response.promise;
    return { response, microseconds: (performance.now() - startedAt) * 1000 };
  }

  /** Rejects whatever is waiting for the instance. */
  fail(error: Error): void {
    this.#waiting.reject(error);
    this.#response.reject(error);
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
    if (request.url?.endsWith('/response')) this.#response.resolve(text);
    else this.fail(new Error(`The function failed: ${text}`));
    response.writeHead(202).end();
  }
}
