import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

export interface Call {
  readonly method?: string;
  /** With the query; goes out as it is. */
  readonly path: string;
  /** As pairs, where a name comes twice. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

export interface ApiResponse<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The JSON of the body; undefined when it isn't JSON. */
  readonly body: Body;
}

const agent = new Agent({ keepAlive: false, maxSockets: 64 });

/** Sends a request exactly as told: nothing in path or headers is normalized, as `fetch` would. */
export function send<Body = unknown>(port: number, call: Call): Promise<ApiResponse<Body>> {
  const { method = 'GET', path, headers = {}, body } = call;
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  const length: [string, string][] =
    body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))]];
  return new Promise((resolve, reject) => {
    let answered = false;
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent,
        headers: [['host', `localhost:${port}`], ...length, ...pairs].flat(),
      },
      (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const answered = new Headers();
          const raw = response.rawHeaders;
          for (let i = 0; i < raw.length; i += 2) answered.append(raw[i] ?? '', raw[i + 1] ?? '');
          const text = bytes.toString();
          // What the caller says that the body is; a test that is wrong about it fails on the first field.
          const parsed = parseJson(text) as Body;
          resolve({ status: response.statusCode ?? 0, headers: answered, bytes, text, body: parsed });
        });
      },
    );
    // A server may refuse a body before it has read all of it, and close: then the response counts.
    request.on('error', (error) => (answered ? undefined : reject(error)));
    request.end(body);
  });
}

/**
 * Sends characters as bytes and returns all that comes back.
 * @param patienceMs hangs up after that time; absent: they must make the other end close the connection
 */
export function sendRaw(port: number, text: string | Buffer, patienceMs?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const timer = patienceMs === undefined ? undefined : setTimeout(() => socket.destroy(), patienceMs);
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      response += chunk;
    });
    socket.on('error', (error) => (response === '' ? reject(error) : resolve(response)));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(response);
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
