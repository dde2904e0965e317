import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpCall {
  method: string;
  url: string;
  /** Sent as they are, a name as often as it is listed. */
  headers: readonly (readonly [string, string])[];
  body?: string | Buffer;
  timeoutSeconds: number;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON of the body; undefined when it is not JSON. */
  json: unknown;
  /** This machine's clock, in milliseconds, before the request left and after the response had come. */
  sentAt: number;
  receivedAt: number;
}

/** Nothing usable came back: a refused connection, a broken one, a time-out. */
export class NoResponse extends Error {
  override readonly name = 'NoResponse';
}

/** Sends a request exactly as told: `fetch` would normalize the path and merge headers. @throws NoResponse */
export function send({ method, url, headers, body, timeoutSeconds }: HttpCall): Promise<HttpResponse> {
  const { protocol, hostname, port, host } = new URL(url);
  // `new URL` may rewrite a path; what follows the host is sent as it was written.
  const path = url.slice(url.indexOf(host) + host.length) || '/';
  const length: [string, string][] =
    body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))]];
  const sentAt = Date.now();
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      path,
      agent: false,
      headers: [['host', host], ...length, ...headers].flat(),
    });
    const fail = (reason: string) => {
      request.destroy();
      reject(new NoResponse(reason));
    };
    const timer = setTimeout(() => fail(`no response within ${timeoutSeconds} s`), timeoutSeconds * 1000);
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      readBody(response)
        .then((text) =>
          resolve({
            status: response.statusCode ?? 0,
            headers: readHeaders(response),
            text,
            json: parseJson(text),
            sentAt,
            receivedAt: Date.now(),
          }),
        )
        .catch((error: Error) => fail(`a broken response: ${error.message}`))
        .finally(() => {
          clearTimeout(timer);
          request.destroy();
        });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A server may refuse a body before it has read all of it, and close: then the response counts.
      if (answered) return;
      clearTimeout(timer);
      fail(`no response: ${error.code ?? error.message}`);
    });
    request.end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function readHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  return headers;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
