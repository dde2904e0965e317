import { noteServerTime } from '../time/server-time.ts';
import { ApiProblem, UnreachableError } from './problem.ts';

/** Longer than API Gateway waits for its functions (29 seconds). */
const timeoutMs = 35_000;

export interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The version that the change applies to. */
  readonly ifMatch?: string | undefined;
  /** Makes a repeat after a lost response the same request. */
  readonly idempotencyKey?: string | undefined;
}

export interface ApiResponse<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | undefined;
}

/** Where calls get their ID token. */
export interface Credentials {
  idToken(isRead: boolean): Promise<string>;
  /** After the API has refused a token: waits for a new one, however long a person takes. */
  renewed(refused: string, isRead: boolean): Promise<string>;
}

let credentials: Credentials | undefined;

export function setCredentials(given: Credentials): void {
  credentials = given;
}

/** Calls the management API. @throws ApiProblem or UnreachableError */
export async function call<Body>(request: Call): Promise<ApiResponse<Body>> {
  if (credentials === undefined) throw new Error('nobody is signed in');
  const isRead = (request.method ?? 'GET') === 'GET';
  const idToken = await credentials.idToken(isRead);
  let response = await send(request, idToken);
  if (response.status === 401) response = await send(request, await credentials.renewed(idToken, isRead));
  if (!response.ok) throw await ApiProblem.of(response);
  const text = await readText(response);
  return {
    status: response.status,
    // The API's contract gives the type; a test holds contract and responses together.
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
    etag: response.headers.get('etag') ?? undefined,
  };
}

async function send(
  { method = 'GET', path, body, ifMatch, idempotencyKey }: Call,
  idToken: string,
): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${idToken}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  const sentAt = Date.now();
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    noteServerTime(response.headers.get('date'), sentAt);
    return response;
  } catch (cause) {
    throw new UnreachableError('no response', { cause });
  }
}

async function readText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new UnreachableError('the response was cut off', { cause });
  }
}
