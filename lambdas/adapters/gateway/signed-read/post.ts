import http from 'node:http';
import https from 'node:https';

export interface PostResponse {
  status: number;
  body: string;
  /** The `date` header of an error, which reveals a wrong clock. Absent on success, since reading a header parses all. */
  date: string | undefined;
}

export interface PostLimits {
  /** Until the connection is ready for the request, TLS included. */
  connectMilliseconds: number;
  /** From the start to the last byte of the response. */
  responseMilliseconds: number;
}

/** A read of one of our items returns less than a kilobyte. */
const responseLimitBytes = 65_536;

/**
 * Sends POST requests to one origin over connections that stay open.
 * A function that was frozen may find its connections dead, so a caller that retries asks for a fresh one.
 */
export class PostClient {
  readonly #request: typeof https.request;
  readonly #agent: http.Agent;
  readonly #freshAgent: http.Agent;
  readonly #target: { hostname: string; port: string };
  readonly #limits: PostLimits;

  constructor(origin: URL, limits: PostLimits, options: https.AgentOptions = {}) {
    const transport = origin.protocol === 'http:' ? http : https;
    this.#request = transport.request as typeof https.request;
    this.#agent = new transport.Agent({ ...options, keepAlive: true });
    this.#freshAgent = new transport.Agent({ ...options, keepAlive: false });
    // An IPv6 address has brackets in a URL, but not in the options of a connection.
    this.#target = { hostname: origin.hostname.replace(/^\[|\]$/g, ''), port: origin.port };
    this.#limits = limits;
  }

  /**
   * @param headers all of them, names and values in turn: Node.js sends a list as it is, which takes a twentieth less
   *   time for the whole request than an object
   * @throws Error if there is no complete response in time
   */
  post(headers: readonly string[], body: string, fresh: boolean): Promise<PostResponse> {
    return new Promise((resolve, reject) => {
      const agent = fresh ? this.#freshAgent : this.#agent;
      const request = this.#request({ ...this.#target, method: 'POST', path: '/', headers, agent });
      const responseTimer = setTimeout(fail, this.#limits.responseMilliseconds, 'response');
      let connectTimer: NodeJS.Timeout | undefined;
      function fail(what: string): void {
        request.destroy(new Error(`The table gave no ${what} in time.`));
      }
      let isSettled = false;
      // Outcomes are callbacks, because `close` follows `end`: an Error that nobody needs would cost a stack trace.
      function settle(outcome: () => void): void {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(responseTimer);
        clearTimeout(connectTimer);
        outcome();
      }
      request.once('socket', (socket) => {
        if (!socket.connecting) return;
        connectTimer = setTimeout(fail, this.#limits.connectMilliseconds, 'connection');
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => clearTimeout(connectTimer));
      });
      request.once('error', (error) => settle(() => reject(error)));
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > responseLimitBytes)
            request.destroy(new Error('The response of the table is too large.'));
        });
        response.once('error', (error) => settle(() => reject(error)));
        response.once('end', () =>
          settle(() =>
            resolve({
              status: response.statusCode ?? 0,
              body: (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString(),
              date: response.statusCode === 200 ? undefined : response.headers.date,
            }),
          ),
        );
        response.once('close', () => settle(() => reject(new Error('The table broke off its response.'))));
      });
      request.end(body);
    });
  }
}
