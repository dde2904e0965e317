import http from 'node:http';
import https from 'node:https';

export interface PostAnswer {
  status: number;
  body: string;
  /** The `date` header of a refusal, by which a wrong clock shows. Not of a success: Node parses headers when the first is asked for. */
  date: string | undefined;
}

export interface PostLimits {
  /** To a connection that is ready for the request, TLS included. */
  connectMilliseconds: number;
  /** From the beginning to the last byte of the answer. */
  answerMilliseconds: number;
}

/** DynamoDB answers a read of one of our items with less than a kilobyte. */
const answerLimitBytes = 65_536;

/**
 * Sends POST requests to one origin over connections that stay open.
 * A function that was frozen may find its connections dead; a caller that tries again asks for a fresh one.
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
    // An IPv6 address stands between brackets in a URL and without them in a connection.
    this.#target = { hostname: origin.hostname.replace(/^\[|\]$/g, ''), port: origin.port };
    this.#limits = limits;
  }

  /** @throws Error when no whole answer came in time */
  post(headers: Record<string, string>, body: string, fresh: boolean): Promise<PostAnswer> {
    return new Promise((resolve, reject) => {
      const agent = fresh ? this.#freshAgent : this.#agent;
      const request = this.#request({ ...this.#target, method: 'POST', path: '/', headers, agent });
      const answerTimer = setTimeout(fail, this.#limits.answerMilliseconds, 'answer');
      let connectTimer: NodeJS.Timeout | undefined;
      function fail(what: string): void {
        request.destroy(new Error(`The table gave no ${what} in time.`));
      }
      let isSettled = false;
      // An answer's `close` follows its `end`: a second outcome must not even be made, as an Error costs a stack trace.
      function settle(outcome: () => void): void {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(answerTimer);
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
          if (size > answerLimitBytes)
            request.destroy(new Error('The table gave an answer of impossible size.'));
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
        response.once('close', () => settle(() => reject(new Error('The table broke its answer off.'))));
      });
      request.end(body);
    });
  }
}
